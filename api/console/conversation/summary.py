"""What a coach should know before the first sentence, so that nobody has to tell it again."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.conversation.answers import library
from api.console.conversation.employment import status_said
from api.console.conversation.looking_back import (
    LastTime,
    added_in_queue,
    last_time_of,
    said_by_worker,
    turns_until,
)
from api.console.topics import form_in_words, sector_in_words, topic_in_words
from api.console.words import certainty_in_words, shortened
from api.conversations.tables import Conversation, Message, Speaker, Turn
from api.escalations.tables import Escalation

MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class BotAnswer:
    """What the chatbot took the question to be and said, and how sure it was (0 to 1)."""

    topic: str | None
    said: str | None
    confidence: float | None
    certainty: str | None


@dataclass(frozen=True)
class Suggestion:
    """A topic whose answer can be inserted."""

    topic: str
    title: str


@dataclass(frozen=True)
class Summary:
    """The card beside a conversation."""

    escalation_id: UUID
    # The worker's last real question, and what they wrote while nobody was there yet.
    question: str
    added: tuple[str, ...]
    topic: str | None
    sector: str | None
    employment: str | None
    is_urgent: bool
    bot: BotAnswer | None
    open_form: str | None
    suggestions: tuple[Suggestion, ...]
    last_time: LastTime | None
    is_visitor: bool
    shares_account: bool


async def summary_of(db: AsyncSession, escalation: Escalation) -> Summary:
    """The card of a hand-off, for the coach who has it."""
    occasion = await db.get_one(Message, escalation.message_id)
    conversation = await db.get_one(Conversation, escalation.conversation_id)
    turns = await turns_until(db, occasion)
    telling = next((turn for turn in turns if _has_answers(turn)), turns[0] if turns else None)
    return Summary(
        escalation_id=escalation.id,
        question=await _question(db, occasion, telling),
        added=await added_in_queue(db, escalation, occasion),
        topic=topic_in_words(escalation.topic) if escalation.topic else None,
        sector=sector_in_words(escalation.sector) if escalation.sector else None,
        employment=status_said(await said_by_worker(db, escalation.conversation_id)),
        is_urgent=escalation.is_urgent,
        bot=await _bot_answer(db, telling) if telling else None,
        open_form=_open_form(turns),
        suggestions=_suggestions(telling.ranking) if telling else (),
        last_time=await last_time_of(db, escalation),
        is_visitor=conversation.worker_id is None,
        shares_account=escalation.shares_account,
    )


def _has_answers(turn: Turn) -> bool:
    """Whether the worker asked something there; "I want a person" is not the question."""
    return bool(turn.ranking) and turn.ranking[0]["name"] in library()


async def _question(db: AsyncSession, occasion: Message, telling: Turn | None) -> str:
    """What it is about; "I want a person" is how it came here, not what it is about."""
    if telling is None or not _has_answers(telling):
        return occasion.text
    return (await db.get_one(Message, telling.message_id)).text


async def _bot_answer(db: AsyncSession, turn: Turn) -> BotAnswer:
    answer = await db.scalar(
        select(Message.text)
        .where(Message.conversation_id == turn.conversation_id, Message.seq > turn.seq)
        .where(Message.speaker == Speaker.BOT)
        .order_by(Message.seq)
        .limit(1)
    )
    return BotAnswer(
        topic=topic_in_words(turn.intent) if turn.intent in library() else None,
        said=shortened(answer, 240) if answer else None,
        confidence=turn.confidence,
        certainty=None if turn.confidence is None else certainty_in_words(turn.confidence),
    )


def _open_form(turns: list[Turn]) -> str | None:
    form = turns[0].active_form if turns else None
    return form_in_words(form) if form else None


def _suggestions(ranking: list[dict[str, object]]) -> tuple[Suggestion, ...]:
    topics = [str(intent["name"]) for intent in ranking]
    known = [topic for topic in topics if topic in library()]
    return tuple(Suggestion(topic, library()[topic].title) for topic in known[:MOST_SUGGESTIONS])
