"""The hand-off: asking for a person, taking a conversation, and giving it back.

Every step is one transaction of the caller, and leaves its mark in the thread.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.holding import hold
from api.conversations.repository import MessageRepository, Utterance
from api.conversations.tables import Conversation, Message, Speaker
from api.conversations.turns import start_afresh
from api.database import announce, now
from api.errors import LeermaatError, NotFound
from api.escalations import presence
from api.escalations.afterwards import say_goodbye
from api.escalations.notices import back_to_the_bot, notice, tell_who_waits
from api.escalations.promises import keep_promise
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation, EscalationState, Outcome
from api.escalations.topics import subject_of
from api.escalations.waiting import tell_what_to_expect
from api.signals import DESK, conversation_topic
from api.texts import say


class AlreadyClaimed(LeermaatError):
    """Two coaches reached for the same conversation; the other one has it."""

    status = 409
    sentence = "Another coach already has this conversation."


class NotYourConversation(LeermaatError):
    """Only the coach who has the conversation may speak in it."""

    status = 403
    sentence = "This conversation is not yours."


class EscalationClosed(LeermaatError):
    """The hand-off ended before this arrived."""

    status = 409
    sentence = "This hand-off has already ended."


async def request(
    db: AsyncSession,
    message: Message,
    reason: str,
    moment: datetime | None = None,
    *,
    topic: str | None = None,
) -> Escalation:
    """Put the worker in the queue for a coach, and tell them what to expect.

    Asking again while a hand-off is open changes nothing. Coaches hear of it after the commit.
    """
    await hold(db, message.conversation_id)
    existing = await EscalationRepository(db).open_one(message.conversation_id)
    if existing:
        return existing
    subject = await subject_of(db, message.conversation_id, topic)
    escalation = Escalation(
        conversation_id=message.conversation_id,
        message_id=message.id,
        reason=reason,
        topic=subject.topic,
        sector=subject.sector,
        is_urgent=subject.is_urgent,
    )
    db.add(escalation)
    await db.flush()
    await tell_what_to_expect(db, escalation, moment)
    if escalation.is_urgent:
        await tell_who_waits(db)
    return escalation


async def make_urgent(db: AsyncSession, conversation_id: UUID) -> None:
    """Let a worker who waits go first, because of what they said just now."""
    escalation = await EscalationRepository(db).open_one(conversation_id, lock=True)
    if escalation and not escalation.is_urgent:
        escalation.is_urgent = True
        announce(db, DESK)
        await tell_who_waits(db)


async def keep_for_coach(db: AsyncSession, escalation: Escalation) -> None:
    """Tell a worker who goes on typing in the queue, once, that the coach will read it."""
    if escalation.state is not EscalationState.REQUESTED or escalation.told_it_is_kept:
        return
    escalation.told_it_is_kept = True
    await notice(db, escalation.conversation_id, say("kept_for_coach"), back_to_the_bot())


async def withdraw(db: AsyncSession, conversation_id: UUID) -> None:
    """Let the worker go back to the bot. While a coach is speaking, the coach closes."""
    escalation = await EscalationRepository(db).open_one(conversation_id, lock=True)
    if escalation is None or escalation.state is not EscalationState.REQUESTED:
        return
    await leave_queue(db, escalation)
    await notice(db, conversation_id, say("withdrawn"))


async def leave_queue(db: AsyncSession, escalation: Escalation, *, promised: bool = False) -> None:
    """Take a waiting hand-off out of the queue; the bot may speak again.

    `promised` tells that a dated promise took its place, so that nobody was left alone.
    """
    escalation.withdrawn_at = now()
    escalation.promised_at = now() if promised else None
    escalation.shares_account = escalation.shares_account and promised
    await hand_back(db, escalation.conversation_id)
    announce(db, DESK)
    await tell_who_waits(db)


async def claim(db: AsyncSession, escalation_id: UUID, coach: Coach) -> Escalation:
    """Take a waiting conversation.

    Raises AlreadyClaimed when somebody else was first, AtCapacity when the coach has enough.

    The update itself decides, so that of two coaches at the same instant exactly one wins.
    """
    await hold(db, select(Escalation.conversation_id).where(Escalation.id == escalation_id))
    await presence.hold_still(db, coach.id)
    taking = (
        update(Escalation)
        .where(Escalation.id == escalation_id)
        .where(Escalation.claimed_at.is_(None), Escalation.withdrawn_at.is_(None))
        .values(
            claimed_at=now(),
            coach_id=coach.id,
            first_claimed_at=func.coalesce(Escalation.first_claimed_at, now()),
        )
        .returning(Escalation.id)
        .execution_options(synchronize_session=False)
    )
    taken = (await db.execute(taking)).scalar_one_or_none()
    escalation = await EscalationRepository(db).by_id(escalation_id)
    if escalation is None:
        raise NotFound
    if taken is None:
        _explain_refusal(escalation, coach)
        return escalation
    await presence.refuse_when_overfull(db, coach.id)
    await keep_promise(db, escalation.conversation_id)
    await notice(db, escalation.conversation_id, say("claimed", coach=coach.name))
    await tell_who_waits(db)
    return escalation


def _explain_refusal(escalation: Escalation, coach: Coach) -> None:
    """Refuse the claim, unless the coach only pressed twice."""
    if escalation.coach_id == coach.id and escalation.state is EscalationState.CLAIMED:
        return
    if escalation.state is EscalationState.CLAIMED:
        raise AlreadyClaimed
    raise EscalationClosed


async def answer(
    db: AsyncSession, escalation_id: UUID, coach: Coach, text: str, client_id: UUID
) -> None:
    """Say something to the worker under the coach's own name; the same client id says it once."""
    escalation = await held_by(db, escalation_id, coach)
    messages = MessageRepository(db, escalation.conversation_id)
    if await messages.by_client_id(client_id):
        return
    await messages.append(Utterance(Speaker.COACH, coach.name, text, client_id))


async def resolve(
    db: AsyncSession,
    escalation_id: UUID,
    coach: Coach,
    agreements: str,
    outcome: Outcome | None = None,
) -> None:
    """Close the hand-off with what became of it and was agreed; the bot may speak again."""
    escalation = await held_by(db, escalation_id, coach)
    escalation.resolved_at = now()
    escalation.outcome = outcome
    escalation.shares_account = False
    escalation.agreements = agreements.strip() or None
    await hand_back(db, escalation.conversation_id)
    await say_goodbye(db, escalation, coach.name)


async def held_by(db: AsyncSession, escalation_id: UUID, coach: Coach) -> Escalation:
    """The open hand-off that this coach has in hand.

    Raises NotFound, EscalationClosed or NotYourConversation.
    """
    escalation = await EscalationRepository(db).by_id(escalation_id, lock=True)
    if escalation is None:
        raise NotFound
    if escalation.coach_id != coach.id:
        raise NotYourConversation
    if escalation.state is not EscalationState.CLAIMED:
        raise EscalationClosed
    return escalation


async def hand_back(db: AsyncSession, conversation_id: UUID) -> None:
    """Let the bot speak again, with a dialogue of its own that begins anew."""
    start_afresh(await db.get_one(Conversation, conversation_id))
    announce(db, conversation_topic(conversation_id))
