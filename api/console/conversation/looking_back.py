"""What was said and agreed before a coach came."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.conversations.tables import Button, Message, Speaker, Turn
from api.database import now
from api.escalations.tables import Coach, Escalation

# What was said longer ago than this many of the worker's messages is not looked at.
MESSAGES_LOOKED_AT = 30
MOST_ADDED = 3


@dataclass(frozen=True)
class LastTime:
    """How the hand-off before this one ended."""

    closed_at: datetime
    coach_name: str
    agreements: str


async def turns_until(db: AsyncSession, occasion: Message) -> list[Turn]:
    """The answered turns up to the message that led here, newest first."""
    found = await db.scalars(
        select(Turn)
        .where(Turn.conversation_id == occasion.conversation_id, Turn.seq <= occasion.seq)
        .where(Turn.answered_at.is_not(None))
        .order_by(Turn.seq.desc())
        .limit(MESSAGES_LOOKED_AT)
    )
    return list(found)


async def said_by_worker(db: AsyncSession, conversation_id: UUID) -> list[str]:
    """What the worker said last, newest first."""
    found = await db.scalars(
        select(Message.text)
        .where(Message.conversation_id == conversation_id, Message.speaker == Speaker.WORKER)
        .order_by(Message.seq.desc())
        .limit(MESSAGES_LOOKED_AT)
    )
    return list(found)


async def added_in_queue(
    db: AsyncSession, escalation: Escalation, occasion: Message
) -> tuple[str, ...]:
    """What the worker typed while nobody was there yet; pressed buttons are no words."""
    offered_in = aliased(Message)
    pressed = (
        select(Button.title)
        .join(offered_in, offered_in.id == Button.message_id)
        .where(offered_in.conversation_id == occasion.conversation_id)
    )
    until = escalation.first_claimed_at or escalation.claimed_at or now()
    found = await db.scalars(
        select(Message.text)
        .where(Message.conversation_id == occasion.conversation_id, Message.seq > occasion.seq)
        .where(Message.speaker == Speaker.WORKER, Message.sent_at <= until)
        .where(
            Message.text.not_in(
                pressed.where(Message.conversation_id == escalation.conversation_id)
            )
        )
        .order_by(Message.seq)
        .limit(MOST_ADDED)
    )
    return tuple(found)


async def last_time_of(db: AsyncSession, escalation: Escalation) -> LastTime | None:
    """How the hand-off before this one ended, if there was one with agreements."""
    last = await db.scalar(
        select(Escalation)
        .where(Escalation.conversation_id == escalation.conversation_id)
        .where(Escalation.resolved_at.is_not(None), Escalation.agreements.is_not(None))
        .order_by(Escalation.resolved_at.desc())
        .limit(1)
    )
    if last is None or last.resolved_at is None:
        return None
    coach = await db.get_one(Coach, last.coach_id)
    return LastTime(last.resolved_at, coach.name, last.agreements or "")
