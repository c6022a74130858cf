"""Appointments and promises to write back: the list, keeping one, and making one in a talk."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response, status
from fastapi.responses import RedirectResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import Reading, Writing
from api.appointments import service, starting
from api.appointments.moments import free_moments
from api.appointments.offering import confirm
from api.appointments.tables import Appointment
from api.console.access import CoachHere, coach_on_duty, from_our_own_page, seen_at_the_desk
from api.console.conversation.endpoints import back_to
from api.console.conversation.panels import Appointing
from api.console.lists.promised import promised_to_workers
from api.console.live.regions import promised_region
from api.console.pages import show
from api.console.showing import frame_of, show_conversation
from api.conversations.holding import hold
from api.database import now
from api.errors import LeermaatError, NotFound
from api.escalations import call_backs
from api.escalations import service as escalations
from api.escalations.tables import Coach

router = APIRouter(
    dependencies=[
        Depends(from_our_own_page),
        Depends(coach_on_duty),
        Depends(seen_at_the_desk),
    ]
)

MOST_MOMENTS = 40


class MomentTaken(LeermaatError):
    """Somebody else has the moment by now."""

    status = 409
    sentence = "This moment is not free any more."


class MomentForm(BaseModel):
    """Which of the free moments the worker and the coach chose."""

    model_config = ConfigDict(extra="forbid")

    starts_at: AwareDatetime


@router.get("/appointments")
async def appointments_page(db: Reading, on_duty: CoachHere) -> Response:
    """What workers were promised for later."""
    promised = promised_region(await promised_to_workers(db, on_duty.coach.id))
    return show("appointments.html", promised=promised, **await frame_of(db, on_duty))


@router.post("/call-backs/{call_back_id}/begin")
async def begin_call_back(db: Writing, on_duty: CoachHere, call_back_id: UUID) -> Response:
    """Write to the worker who was promised so; 404 when that is done."""
    escalation = await call_backs.begin(db, call_back_id, on_duty.coach)
    return back_to(escalation.id)


@router.post("/appointments/{appointment_id}/begin")
async def begin_appointment(db: Writing, on_duty: CoachHere, appointment_id: UUID) -> Response:
    """Begin the coach's own appointment, perhaps a little early; 404 when it is not theirs."""
    appointment = await _own(db, appointment_id, on_duty.coach)
    escalation = await starting.begin(db, appointment)
    await escalations.claim(db, escalation.id, on_duty.coach)
    return back_to(escalation.id)


@router.post("/appointments/{appointment_id}/cancel")
async def cancel_appointment(db: Writing, on_duty: CoachHere, appointment_id: UUID) -> Response:
    """Cancel the coach's own appointment; the worker hears so and can choose another moment."""
    appointment = await _own(db, appointment_id, on_duty.coach)
    await service.cancel_by_coach(db, appointment, on_duty.coach)
    return RedirectResponse("/console/appointments", status.HTTP_303_SEE_OTHER)


@router.get("/escalations/{escalation_id}/appointment")
async def moments_page(db: Reading, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """The conversation, with the moments at which this coach is free."""
    moments = [one for one in await free_moments(db, now()) if one.coach_id == on_duty.coach.id]
    panel = Appointing(tuple(moments[:MOST_MOMENTS]))
    return await show_conversation(db, on_duty, escalation_id, panel=panel)


@router.post("/escalations/{escalation_id}/appointment")
async def make_appointment(
    db: Writing, on_duty: CoachHere, escalation_id: UUID, form: Annotated[MomentForm, Form()]
) -> Response:
    """Make the worker's next appointment, or move it; 409 when the moment is taken."""
    escalation = await escalations.held_by(db, escalation_id, on_duty.coach)
    conversation_id = escalation.conversation_id
    made = await service.book(db, conversation_id, form.starts_at, on_duty.coach.id)
    if made is None:
        raise MomentTaken
    await confirm(db, made, "appointment_moved" if made.moved_times else "appointment_made")
    return back_to(escalation_id)


async def _own(db: AsyncSession, appointment_id: UUID, coach: Coach) -> Appointment:
    """This coach's own appointment to come. Raises NotFound."""
    await hold(db, select(Appointment.conversation_id).where(Appointment.id == appointment_id))
    appointment = await db.get(Appointment, appointment_id, with_for_update=True)
    if appointment is None or appointment.coach_id != coach.id:
        raise NotFound
    if appointment.done_at or appointment.cancelled_at:
        raise NotFound
    return appointment
