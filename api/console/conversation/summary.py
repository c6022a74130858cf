"""What a coach should know before the first sentence, so that nobody has to tell it again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.conversation.answers import library
from api.console.conversation.case import Case
from api.console.conversation.employment import status_said
from api.console.conversation.looking_back import LastTime, last_time_of
from api.console.conversation.own_money import text_for_coach
from api.console.conversation.talk import Said, Talk, talk_around
from api.console.topics import NOT_UNDERSTOOD, form_in_words, sector_in_words, topic_in_words
from api.console.words import certainty_in_words, shortened, words
from api.conversations.tables import Message, Turn
from api.database import now

MOST_SUGGESTIONS = 3
LONGEST_ANSWER = 240  # characters


@dataclass(frozen=True)
class Question:
    """What the worker asked, what the chatbot took it for and said, and how sure it was."""

    text: str
    asked_at: datetime
    topic: str | None
    certainty: str | None
    answer: str | None


@dataclass(frozen=True)
class Suggestion:
    """A topic whose answer can be inserted."""

    topic: str
    title: str


@dataclass(frozen=True)
class Summary:
    """The card beside a conversation."""

    escalation_id: UUID
    # The worker's last real question, how they asked for a person when that says more, and what
    # they wrote while nobody was there yet.
    question: Question | None
    wish: str | None
    added: tuple[str, ...]
    topic: str | None
    sector: str | None
    employment: str | None
    is_urgent: bool
    open_form: str | None
    suggestions: tuple[Suggestion, ...]
    last_time: LastTime | None
    is_visitor: bool
    shares_account: bool


async def summary_of(db: AsyncSession, case: Case) -> Summary:
    """The card of a hand-off, for the coach who has it."""
    escalation = case.escalation
    talk = await talk_around(db, case.occasion)
    last_time = await last_time_of(db, escalation)
    asked = talk.question(since=last_time.closed_at if last_time else None)
    form = talk.open_form()
    return Summary(
        escalation_id=escalation.id,
        question=_question(asked, talk, case) if asked else None,
        wish=talk.wish(),
        added=talk.added(until=escalation.first_claimed_at or now()),
        topic=topic_in_words(escalation.topic) if escalation.topic else None,
        sector=sector_in_words(escalation.sector) if escalation.sector else None,
        employment=status_said(talk.newest_words()),
        is_urgent=escalation.is_urgent,
        open_form=form_in_words(form) if form else None,
        suggestions=_suggestions(asked.turn) if asked and asked.turn else (),
        last_time=last_time,
        is_visitor=case.conversation.worker_id is None,
        shares_account=escalation.shares_account,
    )


def _question(asked: Said, talk: Talk, case: Case) -> Question:
    answer = _answer(talk.answers_to(asked), case)
    turn = asked.turn
    intent = turn.intent if turn and turn.intent != NOT_UNDERSTOOD else None
    return Question(
        text=asked.words if asked.words != asked.message.text else _readable(asked.message, case),
        asked_at=asked.message.sent_at,
        topic=topic_in_words(intent) if intent else None,
        certainty=_certainty(turn) if turn else None,
        answer=shortened(answer, LONGEST_ANSWER) if answer else None,
    )


def _answer(messages: list[Message], case: Case) -> str:
    """What was said; what may not be read is told once, however many messages it took."""
    return " ".join(dict.fromkeys(_readable(message, case) for message in messages))


def _readable(message: Message, case: Case) -> str:
    return text_for_coach(message, shares_account=case.shares_account)


def _certainty(turn: Turn) -> str:
    """How sure the chatbot was, in words."""
    if turn.intent is None or turn.confidence is None:
        return words("no_answer")
    if turn.intent == NOT_UNDERSTOOD:
        return words("not_understood")
    return words("chosen") if turn.payload else certainty_in_words(turn.confidence)


def _suggestions(turn: Turn) -> tuple[Suggestion, ...]:
    topics = [str(intent["name"]) for intent in turn.ranking]
    known = [topic for topic in topics if topic in library()]
    return tuple(Suggestion(topic, library()[topic].title) for topic in known[:MOST_SUGGESTIONS])
