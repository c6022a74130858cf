"""Getting owed answers: one turn per conversation at a time, and none is ever forgotten."""

import asyncio
import logging
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.rasa_client import Answer, AssistantFailed, Question, RasaClient, Reply
from api.conversations.repository import MessageRepository, Offer, Utterance
from api.conversations.tables import ButtonKind, Conversation, Speaker, Turn
from api.conversations.turns import TURNS_PER_SESSION, TurnRepository
from api.database import Database, now
from api.escalations.repository import EscalationRepository
from api.escalations.topics import topics_for_a_person
from api.organisation import get_organisation
from api.texts import say

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5
MOST_ATTEMPTS = 2
ASK_FOR_COACH = "/coach_spreken"


@dataclass(frozen=True)
class Owed:
    """A turn in hand, with what is needed to ask and to keep the answer."""

    turn: Turn
    question: Question


class Answerer:
    """Asks Rasa for the answers that are owed. The turns table is its queue."""

    def __init__(self, database: Database, rasa: RasaClient, turn_token_seconds: int) -> None:
        self.database = database
        self.rasa = rasa
        self.turn_token_seconds = turn_token_seconds
        self._working: dict[UUID, asyncio.Task[None]] = {}
        self._woken_again: set[UUID] = set()

    def wake(self, conversation_id: UUID) -> None:
        """See to it that the conversation's owed turns are answered, in order."""
        if conversation_id in self._working:
            self._woken_again.add(conversation_id)
            return
        task = asyncio.create_task(self._answer_all(conversation_id))
        self._working[conversation_id] = task
        task.add_done_callback(lambda done: self._finish(conversation_id, done))

    def _finish(self, conversation_id: UUID, done: "asyncio.Task[None]") -> None:
        del self._working[conversation_id]
        if not done.cancelled() and done.exception():
            # The turn is still owed: the sweep finds it when its lease is over.
            log.error("A turn failed and will be tried again.", exc_info=done.exception())
        if conversation_id in self._woken_again:
            self._woken_again.discard(conversation_id)
            self.wake(conversation_id)

    async def sweep(self) -> None:
        """Wake every conversation that is owed an answer: after a crash this finds the rest."""
        async with self.database.reading() as db:
            owed = await TurnRepository(db).conversations_owed()
        for conversation_id in owed:
            self.wake(conversation_id)

    async def stop(self) -> None:
        """Drop what is under way; it stays owed."""
        self._woken_again.clear()
        tasks = list(self._working.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer_all(self, conversation_id: UUID) -> None:
        while owed := await self._take(conversation_id):
            # No transaction is open here: the actions call this API while Rasa thinks.
            answer = await self._ask(owed)
            async with self.database.transaction() as db:
                await keep_answer(db, owed.turn, answer)

    async def _take(self, conversation_id: UUID) -> Owed | None:
        async with self.database.transaction() as db:
            lease = await TurnRepository(db).lease_oldest(conversation_id, self.turn_token_seconds)
            if lease is None:
                return None
            conversation = await db.get_one(Conversation, conversation_id)
            is_due = conversation.turns_in_session >= TURNS_PER_SESSION
            conversation.turns_in_session = 0 if is_due else conversation.turns_in_session
        question = Question(
            conversation_id=conversation_id,
            turn_token=lease.token,
            text=lease.turn.text,
            payload=lease.turn.payload,
            new_session=is_due,
        )
        return Owed(lease.turn, question)

    async def _ask(self, owed: Owed) -> Answer | None:
        """Rasa's answer, or nothing when it failed or this turn has failed before."""
        if owed.turn.attempts > MOST_ATTEMPTS:
            return None
        try:
            return await self.rasa.ask(owed.question)
        except AssistantFailed as error:
            log.warning("The assistant failed a turn: %r", error.__cause__)
            return None


async def keep_answer(db: AsyncSession, turn: Turn, answer: Answer | None) -> None:
    """Store what the assistant said, unless a coach has stepped in meanwhile."""
    turn = await db.get_one(Turn, turn.message_id, with_for_update=True)
    if turn.answered_at:
        return
    turn.answered_at = now()
    conversation = await db.get_one(Conversation, turn.conversation_id)
    _count_turn(conversation, answer)
    if answer:
        _note_understanding(turn, answer)
    if await _bot_may_speak(db, turn):
        messages = MessageRepository(db, turn.conversation_id)
        for utterance in _utterances(turn, answer):
            await messages.append(utterance)


def _note_understanding(turn: Turn, answer: Answer) -> None:
    turn.intent, turn.confidence = answer.intent.name, answer.intent.confidence
    turn.ranking = [intent.model_dump() for intent in answer.ranking]
    turn.active_form = answer.active_form
    turn.sector = answer.sector


def _count_turn(conversation: Conversation, answer: Answer | None) -> None:
    # A new session would throw away the open form, so it waits until the form is done.
    in_form = answer is not None and answer.active_form is not None
    most = TURNS_PER_SESSION - 1 if in_form else TURNS_PER_SESSION
    conversation.turns_in_session = min(conversation.turns_in_session + 1, most)


async def _bot_may_speak(db: AsyncSession, turn: Turn) -> bool:
    """Not when a hand-off opened while Rasa was thinking, unless this very turn opened it."""
    escalation = await EscalationRepository(db).open_one(turn.conversation_id)
    if escalation is None:
        messages = MessageRepository(db, turn.conversation_id)
        return not await messages.has_coach_spoken_after(turn.seq)
    return escalation.message_id == turn.message_id and escalation.claimed_at is None


def _utterances(turn: Turn, answer: Answer | None) -> list[Utterance]:
    if answer is None:
        return [_apology(turn)]
    return [_utterance(reply) for reply in answer.replies if reply.says_something]


def _utterance(reply: Reply) -> Utterance:
    return Utterance(
        Speaker.BOT,
        get_organisation().chatbot_name,
        reply.text or "",
        response=reply.response,
        details={**(reply.metadata or {}), **({"image": reply.image} if reply.image else {})},
        offers=_offers(reply),
    )


def _offers(reply: Reply) -> list[Offer]:
    """The bot's buttons. The way to a person works without Rasa, and knows what it is about."""
    topic = (reply.metadata or {}).get("topic")
    offers = [
        Offer(button.title, ButtonKind.REQUEST_COACH, topic)
        if button.payload == ASK_FOR_COACH
        else Offer(button.title, payload=button.payload)
        for button in reply.buttons
    ]
    is_offered = any(offer.kind is ButtonKind.REQUEST_COACH for offer in offers)
    if topic in topics_for_a_person() and not is_offered:
        offers.append(Offer(say("button_coach"), ButtonKind.REQUEST_COACH, topic))
    return offers


def _apology(turn: Turn) -> Utterance:
    offers = [Offer(say("button_coach"), ButtonKind.REQUEST_COACH)]
    if turn.text:
        offers.insert(0, Offer(say("button_ask_again"), ButtonKind.ASK_AGAIN, turn.text))
    return Utterance(
        Speaker.BOT,
        get_organisation().chatbot_name,
        say("assistant_failed"),
        response="assistant_failed",
        offers=offers,
    )
