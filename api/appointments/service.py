"""Making, moving and cancelling an appointment, in the worker's own thread."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.moments import FreeMoment, free_moments
from api.appointments.offering import confirm, offer_days
from api.appointments.repository import AppointmentRepository
from api.appointments.tables import Appointment
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Message
from api.database import announce, now
from api.escalations import service as escalations
from api.escalations.moments import moment_in_a_sentence
from api.escalations.notices import notice
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, EscalationState
from api.signals import DESK
from api.texts import say


async def book(
    db: AsyncSession, conversation_id: UUID, starts_at: datetime, coach_id: UUID | None = None
) -> Appointment | None:
    """Make the worker's appointment, or move the one they have, to this moment in UTC.

    Any coach who is free then will do, unless one is named; on a move the same coach goes first.
    Gives nothing when nobody is free any more. The database decides, so that of two workers at
    the same instant one has it.
    """
    existing = await AppointmentRepository(db).to_come(conversation_id, lock=True)
    if existing and existing.starts_at == starts_at:
        return existing
    free = [one for one in await free_moments(db, now()) if one.starts_at == starts_at]
    if coach_id:
        free = [one for one in free if one.coach_id == coach_id]
    if existing:
        free.sort(key=lambda one: one.coach_id != existing.coach_id)
    for moment in free:
        appointment = await _try_to_keep(db, conversation_id, existing, moment)
        if appointment:
            await _leave_queue(db, appointment)
            announce(db, DESK)
            return appointment
    return None


async def _try_to_keep(
    db: AsyncSession, conversation_id: UUID, existing: Appointment | None, moment: FreeMoment
) -> Appointment | None:
    """Keep this moment of this coach, unless the database says that it is taken."""
    moved_times = existing.moved_times + 1 if existing else 0
    try:
        async with db.begin_nested():
            appointment = existing or Appointment(conversation_id=conversation_id)
            appointment.coach_id = moment.coach_id
            appointment.starts_at, appointment.ends_at = moment.starts_at, moment.ends_at
            appointment.moved_times = moved_times
            appointment.reminded_at = None
            db.add(appointment)
            await db.flush()
    except IntegrityError:
        if existing:
            await db.refresh(existing)
        return None
    return appointment


async def _leave_queue(db: AsyncSession, appointment: Appointment) -> None:
    """An appointment is a dated promise: who waited for it does not have to wait here too."""
    waiting = await EscalationRepository(db).open_one(appointment.conversation_id, lock=True)
    if waiting and waiting.state is EscalationState.REQUESTED:
        appointment.escalation_id = waiting.id
        await escalations.leave_queue(db, waiting, promised=True)


async def press_moment(db: AsyncSession, message: Message, payload: str) -> None:
    """The worker chose a moment; say what became of it."""
    before = await AppointmentRepository(db).to_come(message.conversation_id)
    stood_at = before.starts_at if before else None
    appointment = await book(db, message.conversation_id, datetime.fromisoformat(payload))
    if appointment is None:
        await offer_days(db, message.conversation_id, say("moment_taken"))
    elif stood_at is None:
        await confirm(db, appointment, "appointment_made")
    else:
        is_same = stood_at == appointment.starts_at
        await confirm(db, appointment, "appointment_stands" if is_same else "appointment_moved")


async def press_cancel(db: AsyncSession, message: Message, payload: str) -> None:
    """The worker cancels; also when it was cancelled already."""
    appointment = await db.get_one(Appointment, UUID(payload), with_for_update=True)
    is_to_come = appointment.cancelled_at is None and appointment.done_at is None
    if is_to_come:
        appointment.cancelled_at = now()
        announce(db, DESK)
    text = say(
        "appointment_cancelled" if is_to_come else "appointment_was_over",
        moment=moment_in_a_sentence(appointment.starts_at, now()),
    )
    anew = Offer(say("button_new_appointment"), ButtonKind.OFFER_DAYS)
    await notice(db, message.conversation_id, text, anew)


async def press_keep(db: AsyncSession, message: Message, _payload: str) -> None:
    """The worker leaves it as it is."""
    appointment = await AppointmentRepository(db).to_come(message.conversation_id)
    if appointment:
        await confirm(db, appointment, "appointment_stands")
    else:
        await notice(db, message.conversation_id, say("appointment_none_made"))


async def cancel_by_coach(db: AsyncSession, appointment: Appointment, coach: Coach) -> None:
    """A coach cannot come; the worker hears so and may choose another moment at once."""
    appointment.cancelled_at = now()
    announce(db, DESK)
    text = say(
        "appointment_cancelled_by_coach",
        coach=coach.name,
        moment=moment_in_a_sentence(appointment.starts_at, now()),
    )
    await offer_days(db, appointment.conversation_id, text)
