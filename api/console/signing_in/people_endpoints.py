"""The administrator's page: who may come in, and as what."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import Reading, Writing
from api.console.access import AdministratorHere, administrator_on_duty, from_our_own_page
from api.console.pages import show
from api.console.signing_in import people
from api.console.signing_in.sessions import OnDuty
from api.console.words import explain_to_coach, role_in_words, words
from api.errors import LeermaatError, NotFound
from api.escalations.tables import Coach, Role

router = APIRouter(
    prefix="/people", dependencies=[Depends(from_our_own_page), Depends(administrator_on_duty)]
)


class NotYourself(LeermaatError):
    """An administrator who would lock themselves out."""

    status = 409
    sentence = "Ask another administrator to do this to you."


class NewPerson(BaseModel):
    """Somebody to let in."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")
    name: str = Field(min_length=1, max_length=80)
    role: Role


class RoleForm(BaseModel):
    """Another role for somebody."""

    model_config = ConfigDict(extra="forbid")

    role: Role


class ActForm(BaseModel):
    """What to do with somebody's way in."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["disable", "enable", "password", "second_factor"]


@router.get("")
async def people_page(db: Reading, on_duty: AdministratorHere) -> Response:
    """Everybody who may come in, and who might before."""
    return await _page(db, on_duty)


@router.post("")
async def add_person(
    db: Writing, on_duty: AdministratorHere, form: Annotated[NewPerson, Form()]
) -> Response:
    """Let somebody in; the page shows their temporary password this once."""
    try:
        coach, password = await people.add(db, form.email, form.name, form.role)
    except people.AddressTaken as error:
        return await _page(db, on_duty, problem=explain_to_coach(error), code=error.status)
    return await _page(db, on_duty, told=_temporary(coach, password))


@router.post("/{coach_id}/role")
async def change_role(
    db: Writing, on_duty: AdministratorHere, coach_id: UUID, form: Annotated[RoleForm, Form()]
) -> Response:
    """Give somebody another role; they sign in again."""
    coach = await _other(db, on_duty, coach_id)
    await people.set_role(db, coach, form.role)
    told = words("role_changed", name=coach.name, role=role_in_words(form.role))
    return await _page(db, on_duty, told=told)


@router.post("/{coach_id}")
async def act_on_person(
    db: Writing, on_duty: AdministratorHere, coach_id: UUID, form: Annotated[ActForm, Form()]
) -> Response:
    """Shut somebody out or let them in again, or help who forgot a password or lost a telephone."""
    coach = await _other(db, on_duty, coach_id)
    return await _page(db, on_duty, told=await _act(db, coach, form.act))


async def _act(db: AsyncSession, coach: Coach, act: str) -> str:
    if act == "password":
        return _temporary(coach, await people.give_temporary_password(db, coach))
    if act == "disable":
        await people.disable(db, coach)
    elif act == "enable":
        await people.enable(db, coach)
    else:
        await people.reset_second_factor(db, coach)
    return words(f"person_{act}", name=coach.name)


async def _other(db: AsyncSession, on_duty: OnDuty, coach_id: UUID) -> Coach:
    coach = await db.get(Coach, coach_id, populate_existing=True)
    if coach is None:
        raise NotFound
    if coach.id == on_duty.coach.id:
        raise NotYourself
    return coach


def _temporary(coach: Coach, password: str) -> str:
    return words("temporary_password", name=coach.name, password=password)


async def _page(
    db: AsyncSession,
    on_duty: OnDuty,
    *,
    told: str | None = None,
    problem: str | None = None,
    code: int = 200,
) -> Response:
    await db.flush()
    everybody = await people.everybody(db)
    return show(
        "people.html", code, coach=on_duty.coach, everybody=everybody, told=told, problem=problem
    )
