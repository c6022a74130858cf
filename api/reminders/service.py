"""Setting a reminder, taking it back, and being quiet when the worker wants that."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.notices import notice
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Conversation, Message
from api.database import now
from api.dutch import AMSTERDAM
from api.escalations.moments import moment_in_a_sentence, same_time_after
from api.escalations.tables import Escalation
from api.reminders.tables import Reminder
from api.texts import say

# On the clock of Amsterdam: late enough for who works nights, early enough to still act.
HOUR = 10
# The choices when no day was named: the text of each button stands in data/texts.
CHOICES = {"button_remind_tomorrow": 1, "button_remind_week": 7, "button_remind_month": 30}
HOW_IT_WENT_AFTER_DAYS = 7
MOST_STANDING = 10
LONGEST_WHAT = 200  # characters


class Wanted(BaseModel):
    """What stands behind a button that sets a reminder."""

    what: str
    due_at: datetime


class ReminderRepository:
    """The reminders of one conversation."""

    def __init__(self, db: AsyncSession, conversation_id: UUID) -> None:
        self.db = db
        self.conversation_id = conversation_id

    async def standing(self) -> Sequence[Reminder]:
        """What is still to come, soonest first."""
        found = await self.db.scalars(
            select(Reminder)
            .where(Reminder.conversation_id == self.conversation_id)
            .where(Reminder.sent_at.is_(None), Reminder.cancelled_at.is_(None))
            .order_by(Reminder.due_at)
        )
        return list(found)

    @staticmethod
    async def due(db: AsyncSession, moment: datetime) -> Sequence[UUID]:
        """Which reminders of anybody should have been posted by this moment, oldest first."""
        found = await db.scalars(
            select(Reminder.id)
            .where(Reminder.sent_at.is_(None), Reminder.cancelled_at.is_(None))
            .where(Reminder.due_at <= moment)
            .order_by(Reminder.due_at)
        )
        return list(found)


async def offer_moments(
    db: AsyncSession, conversation_id: UUID, what: str, day: date | None
) -> None:
    """Ask when to remind; with a day already named, ask only whether that is right."""
    standing = await ReminderRepository(db, conversation_id).standing()
    if len(standing) >= MOST_STANDING:
        await notice(db, conversation_id, say("reminder_too_many", most=MOST_STANDING))
        return
    what = what[:LONGEST_WHAT]
    moment = now()
    choices = (
        [_choice(say("button_remind_then"), what, _at(day, moment))]
        if day and _at(day, moment) > moment
        else [
            _choice(say(key), what, same_time_after(moment, days, HOUR))
            for key, days in CHOICES.items()
        ]
    )
    when = moment_in_a_sentence(_at(day, moment), moment) if day and len(choices) == 1 else None
    text = say("reminder_right", when=when) if when else say("reminder_when")
    no = Offer(say("button_no_reminder"), ButtonKind.NO_REMINDER)
    await notice(db, conversation_id, text, *choices, no)


def _at(day: date, moment: datetime) -> datetime:
    days = (day - moment.astimezone(AMSTERDAM).date()).days
    return same_time_after(moment, days, HOUR)


def _choice(title: str, what: str, due_at: datetime) -> Offer:
    wanted = Wanted(what=what, due_at=due_at)
    return Offer(title, ButtonKind.SET_REMINDER, wanted.model_dump_json())


async def press_set(db: AsyncSession, message: Message, payload: str) -> None:
    """The worker chose a moment."""
    wanted = Wanted.model_validate_json(payload)
    await _set(db, message.conversation_id, Reminder(what=wanted.what, due_at=wanted.due_at))


async def press_how_it_went(db: AsyncSession, message: Message, payload: str) -> None:
    """The worker wants to be asked in a week how the agreements went."""
    escalation = await db.get_one(Escalation, UUID(payload))
    due_at = same_time_after(now(), HOW_IT_WENT_AFTER_DAYS, HOUR)
    asked = select(Reminder.id).where(
        Reminder.escalation_id == escalation.id, Reminder.cancelled_at.is_(None)
    )
    if await db.scalar(asked.limit(1)):
        await notice(db, message.conversation_id, say("reminder_stands_already"))
        return
    reminder = Reminder(escalation_id=escalation.id, due_at=due_at)
    await _set(db, message.conversation_id, reminder)


async def _set(db: AsyncSession, conversation_id: UUID, reminder: Reminder) -> None:
    """Keep it, or say why not; who asks for a message wants messages again."""
    standing = await ReminderRepository(db, conversation_id).standing()
    refusal = _why_not(reminder, standing)
    if refusal:
        await notice(db, conversation_id, refusal)
        return
    conversation = await db.get_one(Conversation, conversation_id)
    conversation.quiet_since = None
    reminder.conversation_id = conversation_id
    db.add(reminder)
    await db.flush()
    when = moment_in_a_sentence(reminder.due_at, now())
    cancel = Offer(say("button_cancel_reminder"), ButtonKind.CANCEL_REMINDER, str(reminder.id))
    await notice(db, conversation_id, say("reminder_set", when=when), cancel)


def _why_not(reminder: Reminder, standing: Sequence[Reminder]) -> str | None:
    """What to say instead of keeping it: a button may be old, or be pressed again."""
    if reminder.due_at <= now():
        return say("reminder_is_past")
    if any(_of(one) == _of(reminder) for one in standing):
        return say("reminder_stands_already")
    if len(standing) >= MOST_STANDING:
        return say("reminder_too_many", most=MOST_STANDING)
    return None


def _of(reminder: Reminder) -> tuple[str | None, UUID | None, datetime]:
    return reminder.what, reminder.escalation_id, reminder.due_at


async def press_cancel(db: AsyncSession, message: Message, payload: str) -> None:
    """The worker does not need it any more."""
    reminder = await db.get_one(Reminder, UUID(payload), with_for_update=True)
    reminder.cancelled_at = reminder.cancelled_at or (None if reminder.sent_at else now())
    await notice(db, message.conversation_id, say("reminder_cancelled"))


async def press_none(db: AsyncSession, message: Message, _payload: str) -> None:
    """The worker thought better of it."""
    await notice(db, message.conversation_id, say("reminder_none_set"))


async def press_be_quiet(db: AsyncSession, message: Message, _payload: str) -> None:
    """The worker wants no message that they did not just ask for."""
    await be_quiet(db, message.conversation_id)
    await notice(db, message.conversation_id, say("quiet_now"))


async def be_quiet(db: AsyncSession, conversation_id: UUID) -> None:
    """Send nothing by the clock any more in this conversation, and drop what was planned."""
    conversation = await db.get_one(Conversation, conversation_id)
    conversation.quiet_since = conversation.quiet_since or now()
    dropping = update(Reminder).where(
        Reminder.conversation_id == conversation_id,
        Reminder.sent_at.is_(None),
        Reminder.cancelled_at.is_(None),
    )
    await db.execute(dropping.values(cancelled_at=now()))
