"""Posting reminders when it is time, each exactly once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.holding import hold
from api.conversations.notices import notice
from api.conversations.opening import disclose_again_after_a_day
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Conversation
from api.database import Database, now
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation
from api.reminders.service import ReminderRepository
from api.reminders.tables import Reminder
from api.texts import say

LOOK_EVERY_SECONDS = 30


class Reminders:
    """Finds what is due. A crash before the commit leaves it due; after it, it was sent."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def send_due(self) -> None:
        """Post every reminder whose moment has come."""
        moment = now()
        async with self.database.reading() as db:
            due = await ReminderRepository.due(db, moment)
        for reminder_id in due:
            async with self.database.transaction() as db:
                await _send(db, reminder_id, moment)


async def _send(db: AsyncSession, reminder_id: UUID, moment: datetime) -> None:
    await hold(db, select(Reminder.conversation_id).where(Reminder.id == reminder_id))
    reminder = await db.get_one(Reminder, reminder_id, with_for_update=True)
    if reminder.sent_at or reminder.cancelled_at:
        return
    conversation = await db.get_one(Conversation, reminder.conversation_id)
    if conversation.quiet_since:
        reminder.cancelled_at = moment
        return
    if await EscalationRepository(db).open_one(conversation.id):
        return  # a person is speaking or about to; it is found again afterwards
    reminder.sent_at = moment
    await disclose_again_after_a_day(db, conversation.id)
    quiet = Offer(say("button_be_quiet"), ButtonKind.BE_QUIET)
    coach = Offer(say("button_coach"), ButtonKind.REQUEST_COACH)
    await notice(db, conversation.id, await _text(db, reminder), coach, quiet)


async def _text(db: AsyncSession, reminder: Reminder) -> str:
    if reminder.escalation_id is None:
        return say("reminder_due", what=reminder.what)
    escalation = await db.get_one(Escalation, reminder.escalation_id)
    coach = await db.get_one(Coach, escalation.coach_id)
    return say("how_did_it_go", coach=coach.name, agreements=escalation.agreements or "")
