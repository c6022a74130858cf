"""Somebody's own page: where they are signed in, their password and their telephone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import Reading, ServicesHere, Writing, address_of
from api.console.access import SessionsHere, SomebodyHere, from_our_own_page, somebody_on_duty
from api.console.pages import show
from api.console.signing_in import people
from api.console.signing_in.entrance import admit
from api.console.signing_in.passwords import SHORTEST_PASSWORD, WeakPassword
from api.console.signing_in.recovery_codes import codes_left
from api.console.signing_in.sessions import CoachSessions, OnDuty
from api.console.signing_in.sign_in import PasswordExpired, SignInRefused, TooManyAttempts
from api.console.words import explain_to_coach, words
from api.errors import LeermaatError
from api.services import Services

router = APIRouter(
    prefix="/account", dependencies=[Depends(from_our_own_page), Depends(somebody_on_duty)]
)
HERE = "/console/account"


class PasswordForm(BaseModel):
    """The password of now, and the one to come."""

    model_config = ConfigDict(extra="forbid")

    current: str = Field(max_length=500)
    password: str = Field(max_length=500)


class ProofForm(BaseModel):
    """The password once more, before something that matters."""

    model_config = ConfigDict(extra="forbid")

    current: str = Field(max_length=500)


@router.get("")
async def account_page(
    db: Reading,
    parts: ServicesHere,
    known: SessionsHere,
    on_duty: SomebodyHere,
    saved: bool = False,
) -> Response:
    """Somebody's own page; `saved` says that a change was kept."""
    return await _page(db, parts, known, on_duty, saved=saved)


@router.post("/password")
async def change_password(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    on_duty: SomebodyHere,
    form: Annotated[PasswordForm, Form()],
) -> Response:
    """Change the password, and end every other session."""
    try:
        await _prove(request, parts, on_duty, form.current)
        async with parts.database.transaction() as db:
            await people.set_password(db, on_duty.coach, form.password)
            await people.sign_out(db, on_duty.coach.id, but=on_duty.session_id)
    except (SignInRefused, PasswordExpired, TooManyAttempts, WeakPassword) as error:
        async with parts.database.reading() as db:
            return await _page(db, parts, known, on_duty, error=error)
    return RedirectResponse(f"{HERE}?saved=1", 303)


@router.post("/second-factor")
async def renew_second_factor(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    on_duty: SomebodyHere,
    form: Annotated[ProofForm, Form()],
) -> Response:
    """Enrol another telephone: the password and the old code come first."""
    try:
        await _prove(request, parts, on_duty, form.current)
    except (SignInRefused, PasswordExpired, TooManyAttempts) as error:
        async with parts.database.reading() as db:
            return await _page(db, parts, known, on_duty, error=error)
    return await admit(request, parts, known, on_duty.coach, HERE, wants_new_factor=True)


@router.post("/sessions/{session_id}/end")
async def end_session(
    db: Writing, known: SessionsHere, on_duty: SomebodyHere, session_id: UUID
) -> Response:
    """Sign out somewhere else."""
    await known.revoke(db, on_duty.coach.id, session_id)
    return RedirectResponse(HERE, 303)


@router.post("/sessions/end-others")
async def end_other_sessions(db: Writing, on_duty: SomebodyHere) -> Response:
    """Sign out everywhere else."""
    await people.sign_out(db, on_duty.coach.id, but=on_duty.session_id)
    return RedirectResponse(HERE, 303)


async def _prove(request: Request, parts: Services, on_duty: OnDuty, password: str) -> None:
    address = address_of(request)
    await parts.sign_in.try_to(on_duty.coach.email, password, address)


async def _page(
    db: AsyncSession,
    parts: Services,
    known: CoachSessions,
    on_duty: OnDuty,
    *,
    error: LeermaatError | None = None,
    saved: bool = False,
) -> Response:
    coach = on_duty.coach
    return show(
        "account.html",
        error.status if error else 200,
        coach=coach,
        sessions=await known.of(db, coach.id),
        this_one=on_duty.session_id,
        is_enrolled=await parts.second_factors.is_enrolled(db, coach.id),
        codes_left=await codes_left(db, coach.id),
        shortest=SHORTEST_PASSWORD,
        problem=_explain(error) if error else None,
        saved=saved,
    )


def _explain(error: LeermaatError) -> str:
    """Here only the password can be wrong; the address is known."""
    is_password = isinstance(error, SignInRefused)
    return words("wrong_password") if is_password else explain_to_coach(error)
