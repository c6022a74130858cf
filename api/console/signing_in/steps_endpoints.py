"""The steps between a right password and being in: a code, a password of your own, a telephone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access import ServicesHere
from api.console.access import SessionsHere, from_our_own_page
from api.console.pages import show
from api.console.signing_in import people
from api.console.signing_in.entrance import STEP, let_in, next_page_for
from api.console.signing_in.half_sign_ins import Step
from api.console.signing_in.halfway import Halfway, HalfwayHere, page_of_step
from api.console.signing_in.passwords import WeakPassword
from api.console.signing_in.second_factors import CodeRefused, TooManyCodes
from api.console.signing_in.sessions import CoachSessions
from api.services import Services

router = APIRouter(prefix="/login", dependencies=[Depends(from_our_own_page)])


class CodeForm(BaseModel):
    """Six digits, or a recovery code."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=40)


class NewPasswordForm(BaseModel):
    """A password of one's own choice."""

    model_config = ConfigDict(extra="forbid")

    password: str = Field(max_length=500)


@router.get("/step")
async def step_page(parts: ServicesHere, here: HalfwayHere) -> Response:
    """The step that is due now."""
    return await page_of_step(parts, here)


@router.post("/code")
async def give_code(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    here: HalfwayHere,
    form: Annotated[CodeForm, Form()],
) -> Response:
    """Take the code of the telephone, or a recovery code."""
    if here.step is Step.CODE:
        try:
            await parts.half_sign_ins.pass_code(here.half, form.code)
        except (CodeRefused, TooManyCodes) as error:
            return await page_of_step(parts, here, error)
    return await _go_on(request, parts, known, here)


@router.post("/password")
async def choose_password(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    here: HalfwayHere,
    form: Annotated[NewPasswordForm, Form()],
) -> Response:
    """Replace the temporary password."""
    if here.step is Step.PASSWORD:
        try:
            async with parts.database.transaction() as db:
                await people.set_password(db, here.coach, form.password)
        except WeakPassword as error:
            return await page_of_step(parts, here, error)
    return await _go_on(request, parts, known, here)


@router.post("/enrol")
async def enrol(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    here: HalfwayHere,
    form: Annotated[CodeForm, Form()],
) -> Response:
    """Keep the telephone whose code is right, and show the recovery codes this once."""
    if here.step is not Step.ENROL:
        return await _go_on(request, parts, known, here)
    try:
        codes = await parts.half_sign_ins.enrol(here.half, form.code)
    except (CodeRefused, TooManyCodes) as error:
        return await page_of_step(parts, here, error)
    async with parts.database.transaction() as db:
        await people.sign_out(db, here.coach.id)
    on = next_page_for(here.coach, here.half.next_page)
    response = show("recovery_codes.html", codes=codes, next=on)
    await let_in(request, response, parts, known, here.coach.id)
    return response


async def _go_on(
    request: Request, parts: Services, known: CoachSessions, here: Halfway
) -> Response:
    _, coach, step = await parts.half_sign_ins.look(here.token)
    if step is not None:
        return RedirectResponse(STEP, 303)
    response = RedirectResponse(next_page_for(coach, here.half.next_page), 303)
    await let_in(request, response, parts, known, coach.id)
    return response
