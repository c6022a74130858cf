"""The hand-off: asking for a person, taking a conversation, and giving it back.

Every step is one transaction of the caller, and leaves its mark in the thread.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import MessageRepository, Offer, Utterance
from api.conversations.tables import ButtonKind, Conversation, Message, Speaker
from api.conversations.turns import start_afresh
from api.database import announce, now
from api.errors import LeermaatError, NotFound
from api.escalations import presence
from api.escalations.opening_hours import OpeningHours
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation, EscalationState, Outcome
from api.organisation import get_organisation
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
    db: AsyncSession, message: Message, reason: str, moment: datetime | None = None
) -> Escalation:
    """Put the worker in the queue for a coach, and tell them what to expect.

    Asking again while a hand-off is open changes nothing. Coaches hear of it after the commit.
    """
    escalations = EscalationRepository(db)
    existing = await escalations.open_one(message.conversation_id)
    if existing:
        return existing
    escalation = Escalation(
        conversation_id=message.conversation_id, message_id=message.id, reason=reason
    )
    db.add(escalation)
    await db.flush()
    is_open = OpeningHours(get_organisation()).is_open(moment or now())
    text = (
        say("waiting", position=await escalations.position(escalation))
        if is_open
        else say("waiting_closed", hours=get_organisation().opening_hours_in_words)
    )
    await _notice(db, message.conversation_id, text, _back_to_the_bot())
    return escalation


def _back_to_the_bot() -> Offer:
    return Offer(say("button_back_to_bot"), ButtonKind.WITHDRAW_REQUEST)


async def keep_for_coach(db: AsyncSession, escalation: Escalation) -> None:
    """Tell a worker who goes on typing in the queue, once, that the coach will read it."""
    if escalation.state is not EscalationState.REQUESTED or escalation.told_it_is_kept:
        return
    escalation.told_it_is_kept = True
    await _notice(db, escalation.conversation_id, say("kept_for_coach"), _back_to_the_bot())


async def withdraw(db: AsyncSession, conversation_id: UUID) -> None:
    """Let the worker go back to the bot. While a coach is speaking, the coach closes."""
    escalation = await EscalationRepository(db).open_one(conversation_id, lock=True)
    if escalation is None or escalation.state is not EscalationState.REQUESTED:
        return
    escalation.withdrawn_at = now()
    await _hand_back(db, conversation_id, say("withdrawn"))
    await _move_queue_up(db)


async def claim(db: AsyncSession, escalation_id: UUID, coach: Coach) -> Escalation:
    """Take a waiting conversation.

    Raises AlreadyClaimed when somebody else was first, AtCapacity when the coach has enough.

    The update itself decides, so that of two coaches at the same instant exactly one wins.
    """
    await presence.hold_still(db, coach.id)
    taking = (
        update(Escalation)
        .where(Escalation.id == escalation_id)
        .where(Escalation.claimed_at.is_(None), Escalation.withdrawn_at.is_(None))
        .values(claimed_at=now(), coach_id=coach.id)
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
    await _notice(db, escalation.conversation_id, say("claimed", coach=coach.name))
    await _move_queue_up(db)
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
    announce(db, DESK)


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
    escalation.agreements = agreements.strip() or None
    text = say("resolved", coach=coach.name)
    if escalation.agreements:
        text += "\n\n" + say("agreements", agreements=escalation.agreements)
    await _hand_back(db, escalation.conversation_id, text)


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


async def _move_queue_up(db: AsyncSession) -> None:
    """Let everyone who still waits see their new place."""
    for waiting in await EscalationRepository(db).waiting():
        announce(db, conversation_topic(waiting.conversation_id))


async def _hand_back(db: AsyncSession, conversation_id: UUID, text: str) -> None:
    conversation = await db.get_one(Conversation, conversation_id)
    start_afresh(conversation)
    await _notice(db, conversation_id, text)


async def _notice(db: AsyncSession, conversation_id: UUID, text: str, *offers: Offer) -> None:
    notice = Utterance(Speaker.SERVICE, say("speaker_service"), text, offers=offers)
    await MessageRepository(db, conversation_id).append(notice)
    announce(db, DESK)
