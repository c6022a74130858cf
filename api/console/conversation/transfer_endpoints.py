"""Handing a conversation on: to a colleague who may take it or not, or back to the queue."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Response, status
from fastapi.responses import RedirectResponse

from api.access import Reading, Writing
from api.console.access import CoachHere, coach_on_duty, from_our_own_page, seen_at_the_desk
from api.console.conversation.endpoints import back_to
from api.console.conversation.handover import TransferForm, colleagues_of
from api.console.conversation.panels import Transferring
from api.console.showing import show_conversation
from api.escalations import notes, releasing, transfers
from api.escalations import service as escalations
from api.escalations.tables import ReleaseReason

router = APIRouter(
    prefix="/escalations/{escalation_id}",
    dependencies=[
        Depends(from_our_own_page),
        Depends(coach_on_duty),
        Depends(seen_at_the_desk),
    ],
)


@router.get("/transfer")
async def transfer_page(db: Reading, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """The conversation, with who could go on with it."""
    panel = Transferring(tuple(await colleagues_of(db, on_duty.coach.id)))
    return await show_conversation(db, on_duty, escalation_id, panel=panel)


@router.post("/transfer")
async def transfer(
    db: Writing, on_duty: CoachHere, escalation_id: UUID, form: Annotated[TransferForm, Form()]
) -> Response:
    """Ask a colleague to take it over, or let the worker wait for whoever has time."""
    if form.colleague != "queue":
        note = form.note or None
        await transfers.offer(db, escalation_id, on_duty.coach, form.colleague, note)
        return back_to(escalation_id)
    escalation = await escalations.held_by(db, escalation_id, on_duty.coach)
    if form.note:
        await notes.write_note(db, escalation_id, on_duty.coach, form.note, uuid4())
    await releasing.release(db, escalation, on_duty.coach, ReleaseReason.GIVEN_BACK)
    return _to_the_desk()


@router.post("/take-back")
async def take_back(db: Writing, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """Keep the conversation that was offered."""
    await transfers.take_back(db, escalation_id, on_duty.coach)
    return back_to(escalation_id)


@router.post("/accept")
async def accept(db: Writing, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """Take the conversation over from the colleague who offers it; 409 when that is over."""
    await transfers.accept(db, escalation_id, on_duty.coach)
    return back_to(escalation_id)


@router.post("/decline")
async def decline(db: Writing, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """Leave it with the colleague who offers it."""
    await transfers.decline(db, escalation_id, on_duty.coach)
    return _to_the_desk()


def _to_the_desk() -> Response:
    return RedirectResponse("/console", status.HTTP_303_SEE_OTHER)
