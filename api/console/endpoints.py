"""The coach's pages: the desk, a conversation, and what may be done with it."""

from typing import Annotated, Any
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Depends, Form, Request, Response, status
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import Reading, Writing
from api.console.access import CoachHere, coach_on_duty, from_our_own_page, seen_at_the_desk
from api.console.agreements import Agreements, Step, fit_to_keep
from api.console.alarm import alarms_of
from api.console.desk import desk_of
from api.console.pages import show
from api.console.regions import (
    alarm_region,
    desk_regions,
    presence_region,
    session_region,
    sheet_region,
)
from api.console.sessions import OnDuty
from api.console.thread import Standing, last_page, said_after, sheet_of
from api.escalations import service as escalations

router = APIRouter(
    dependencies=[
        Depends(from_our_own_page),
        Depends(coach_on_duty),
        Depends(seen_at_the_desk),
    ]
)


class ReplyForm(BaseModel):
    """What a coach says. The client id is new for every form, so that twice is once."""

    model_config = ConfigDict(extra="forbid")

    client_id: UUID
    text: str


@router.get("")
async def desk_page(db: Reading, on_duty: CoachHere) -> Response:
    """Who waits, and whom this coach has in hand."""
    return show("desk.html", **await _frame(db, on_duty))


@router.get("/escalations/{escalation_id}")
async def conversation_page(
    db: Reading, on_duty: CoachHere, escalation_id: UUID, alles: bool = False
) -> Response:
    """One hand-off, as far as this coach may see it; `alles` shows the thread from its start."""
    return await _conversation(db, on_duty, escalation_id, from_the_start=alles)


@router.get("/escalations/{escalation_id}/close")
async def closing_page(db: Reading, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """The conversation, with room to write down what was agreed."""
    empty = Agreements(step=Step.EDIT)
    return await _conversation(db, on_duty, escalation_id, closing=empty)


@router.post("/escalations/{escalation_id}/claim")
async def claim(db: Writing, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """Take the conversation; 409 when a colleague has it."""
    await escalations.claim(db, escalation_id, on_duty.coach)
    return _back_to(escalation_id)


@router.post("/escalations/{escalation_id}/messages")
async def reply(
    request: Request,
    db: Writing,
    on_duty: CoachHere,
    escalation_id: UUID,
    form: Annotated[ReplyForm, Form()],
) -> Response:
    """Say something to the worker. Our script gets the id for its next message."""
    text = fit_to_keep(form.text)
    # Words that were changed after a failed attempt are another message.
    client_id = uuid5(form.client_id, text)
    await escalations.answer(db, escalation_id, on_duty.coach, text, client_id)
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"client_id": str(uuid4())})
    return _back_to(escalation_id)


@router.post("/escalations/{escalation_id}/close")
async def close(
    db: Writing, on_duty: CoachHere, escalation_id: UUID, form: Annotated[Agreements, Form()]
) -> Response:
    """Show what was agreed once more, and close when the coach says that it is right."""
    if form.step is not Step.CLOSE:
        return await _conversation(db, on_duty, escalation_id, closing=form)
    await escalations.resolve(db, escalation_id, on_duty.coach, form.text)
    return _back_to(escalation_id)


def _back_to(escalation_id: UUID) -> Response:
    return RedirectResponse(f"/console/escalations/{escalation_id}", status.HTTP_303_SEE_OTHER)


async def _frame(db: AsyncSession, on_duty: OnDuty, current: UUID | None = None) -> dict[str, Any]:
    """What is on every page: the lists, the counts and who is signed in."""
    own = (
        session_region(on_duty),
        presence_region(on_duty.coach),
        alarm_region(await alarms_of(db)),
    )
    lists = desk_regions(await desk_of(db, on_duty.coach.id), current)
    regions = {region.name: region for region in (*lists, *own)}
    return {"coach": on_duty.coach, **regions}


async def _conversation(
    db: AsyncSession,
    on_duty: OnDuty,
    escalation_id: UUID,
    *,
    closing: Agreements | None = None,
    from_the_start: bool = False,
) -> Response:
    sheet = await sheet_of(db, escalation_id, on_duty.coach)
    start = 0 if from_the_start else await last_page(db, sheet)
    said = await said_after(db, sheet, start)
    region = sheet_region(sheet, said, has_earlier=start > 0, closing=closing)
    code = 403 if sheet.standing is Standing.THEIRS else 200
    frame = await _frame(db, on_duty, escalation_id)
    return show("conversation.html", code, sheet=region, **frame)
