"""Appointments by the clock: a reminder the day before, and the talk when it is time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.offering import confirm
from api.appointments.repository import AppointmentRepository
from api.appointments.tables import Appointment
from api.conversations.holding import hold
from api.conversations.opening import disclose_again_after_a_day
from api.conversations.repository import MessageRepository
from api.conversations.tables import Conversation
from api.database import Database, announce, now
from api.escalations.notices import back_to_the_bot, notice, tell_who_waits
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation
from api.signals import DESK
from api.texts import say

LOOK_EVERY_SECONDS = 20
REMIND_BEFORE = timedelta(hours=24)
# Who made it this short before needs no reminder.
NOT_JUST_MADE = timedelta(hours=2)


class Appointments:
    """Does what is due for the appointments to come."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def look(self) -> None:
        """Remind, and begin."""
        moment = now()
        async with self.database.reading() as db:
            soon = await AppointmentRepository(db).starting_before(moment + REMIND_BEFORE)
        for one in soon:
            async with self.database.transaction() as db:
                await self._do_what_is_due(db, one.id, moment)

    async def _do_what_is_due(
        self, db: AsyncSession, appointment_id: UUID, moment: datetime
    ) -> None:
        await hold(db, select(Appointment.conversation_id).where(Appointment.id == appointment_id))
        appointment = await db.get_one(Appointment, appointment_id, with_for_update=True)
        if appointment.cancelled_at or appointment.done_at:
            return
        if appointment.starts_at <= moment:
            await begin(db, appointment)
        elif appointment.reminded_at is None:
            await _remind(db, appointment, moment)


async def _remind(db: AsyncSession, appointment: Appointment, moment: datetime) -> None:
    appointment.reminded_at = moment
    conversation = await db.get_one(Conversation, appointment.conversation_id)
    is_new = moment - appointment.made_at < NOT_JUST_MADE
    if conversation.quiet_since or is_new:
        return
    await disclose_again_after_a_day(db, conversation.id)
    await confirm(db, appointment, "appointment_tomorrow")


async def begin(db: AsyncSession, appointment: Appointment) -> Escalation:
    """It is time, or the coach begins earlier: the worker is at the head of the queue.

    The coach takes the conversation from there; when they do not come, another coach can.
    """
    appointment.done_at = now()
    announce(db, DESK)
    existing = await EscalationRepository(db).open_one(appointment.conversation_id, lock=True)
    if existing:
        return existing
    last = await MessageRepository(db, appointment.conversation_id).last_of_worker()
    earlier = (
        await db.get(Escalation, appointment.escalation_id) if appointment.escalation_id else None
    )
    escalation = Escalation(
        conversation_id=appointment.conversation_id,
        message_id=earlier.message_id if earlier else last.id,
        reason="appointment",
        topic=earlier.topic if earlier else None,
        sector=earlier.sector if earlier else None,
        shares_account=bool(earlier and earlier.shares_account),
        returned_at=now(),
    )
    db.add(escalation)
    await db.flush()
    coach = await db.get_one(Coach, appointment.coach_id)
    text = say("appointment_begins", coach=coach.name)
    await notice(db, appointment.conversation_id, text, back_to_the_bot())
    await tell_who_waits(db)
    return escalation
