"""The gateway: keep what the worker said, then decide who answers."""

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.reservations import proposals
from api.accounts.warnings import wishes
from api.channels.telegram import buttons as telegram_buttons
from api.conversations.answering import Answerer
from api.conversations.notices import notice
from api.conversations.opening import disclose_again_after_a_day
from api.conversations.own_money import OWN_ACCOUNT, names_an_amount, tells_of_own_money
from api.conversations.repository import MessageRepository, Offer, Utterance
from api.conversations.tables import Button, ButtonKind, Channel, Message, Speaker
from api.conversations.turns import TurnRepository
from api.database import Database
from api.errors import LeermaatError
from api.escalations import rating
from api.escalations import service as escalations
from api.escalations.buttons import HANDLERS
from api.escalations.repository import EscalationRepository
from api.escalations.topics import CRISIS
from api.retries import write
from api.safety.crisis import sounds_like_crisis
from api.safety.human import asks_for_a_person
from api.safety.personal_data import mask_personal_numbers
from api.texts import say

log = logging.getLogger(__name__)

LONGEST_TEXT = 2000  # characters
# With the four seconds that SQLite waits for a lock, a worker hears within ten seconds what became
# of their message.
KEEP_WITHIN_SECONDS = 6.0
# Two who wait for each other are found within a second; who waited for longer is not begun again.
REPEAT_WITHIN_SECONDS = 2.0
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class EmptyMessage(LeermaatError):
    """There is nothing to read in the message."""

    status = 422
    sentence = "The message has no visible text."


class MessageTooLong(LeermaatError):
    """The message has more characters than we keep."""

    status = 413
    sentence = f"A message has at most {LONGEST_TEXT} characters."


class ClientIdReused(LeermaatError):
    """The same client id came with other words."""

    status = 409
    sentence = "This client id was used for another message."


class NotKept(LeermaatError):
    """The database cannot keep the message now: it is locked, full or away."""

    status = 503
    sentence = "The message could not be kept. Send it again with the same client id."


class ButtonExpired(LeermaatError):
    """Nobody offered this button in this conversation."""

    status = 404
    sentence = "This button was not offered here."


@dataclass(frozen=True)
class Incoming:
    """What a door brings in: typed text, or the id of a button."""

    client_id: UUID
    text: str | None = None
    button_id: str | None = None


class Gateway:
    """The one way in for what workers say, whichever door they use."""

    def __init__(self, database: Database, answerer: Answerer) -> None:
        self.database = database
        self.answerer = answerer

    async def receive(self, conversation_id: UUID, incoming: Incoming) -> Message:
        """Keep the message and return it; whoever may speak answers later, through the feed.

        A repeated client id returns the message it was first used for. Raises EmptyMessage,
        MessageTooLong, ClientIdReused or ButtonExpired, and then nothing is kept; or NotKept
        within ten seconds, and then it may be sent again.
        """
        try:
            async with asyncio.timeout(KEEP_WITHIN_SECONDS):
                return await self._receive(conversation_id, incoming)
        except (TimeoutError, DBAPIError, OSError) as error:
            log.exception("A message could not be kept.")
            raise NotKept from error

    async def _receive(self, conversation_id: UUID, incoming: Incoming) -> Message:
        text = None if incoming.text is None else readable(incoming.text)

        async def take_in(db: AsyncSession) -> tuple[Message, bool]:
            receiving = Receiving(db, conversation_id, incoming.client_id)
            if incoming.button_id is not None:
                message = await receiving.press(incoming.button_id)
            else:
                message = await receiving.say(text or "")
            return message, receiving.assistant_owes_an_answer

        message, assistant_owes_an_answer = await write(
            self.database, take_in, repeat_within_seconds=REPEAT_WITHIN_SECONDS
        )
        if assistant_owes_an_answer:
            self.answerer.wake(conversation_id)
        return message


class Receiving:
    """One message on its way in, within one transaction."""

    def __init__(
        self,
        db: AsyncSession,
        conversation_id: UUID,
        client_id: UUID,
        channel: Channel = Channel.WEB,
    ) -> None:
        self.db = db
        self.conversation_id = conversation_id
        self.client_id = client_id
        self.channel = channel
        self.messages = MessageRepository(db, conversation_id)
        self.assistant_owes_an_answer = False

    async def say(self, text: str, *, was_masked: bool = False) -> Message:
        """Keep typed text, without numbers that should not be shared.

        A door that stores what came in has taken them out before; then `was_masked` tells so.
        """
        masked = mask_personal_numbers(text)
        message, is_new = await self._keep(masked.text)
        if not is_new:
            return message
        if masked.found or was_masked:
            await notice(self.db, self.conversation_id, say("personal_number_masked"))
        await self._decide_who_answers(message)
        return message

    async def _decide_who_answers(self, message: Message) -> None:
        """Help, a person and the worker's own say come before the assistant, and without it."""
        is_open = await EscalationRepository(self.db).open_one(self.conversation_id)
        if sounds_like_crisis(message.text):
            await self._point_to_help()
        elif is_open:
            await escalations.keep_for_coach(self.db, is_open)
        elif asks_for_a_person(message.text):
            await escalations.request(self.db, message, reason="asked")
        elif not (
            await rating.take_words(self.db, message) or await wishes.take_words(self.db, message)
        ):
            await self._ask_assistant(message, text=without_intent_slash(message.text))

    async def press(self, button_id: str) -> Message:
        """Keep the press of a button as a message with its title, and do what it promises."""
        button = await self.messages.button(button_id)
        if button is None:
            raise ButtonExpired
        message, is_new = await self._keep(button.title, await self._details_of(button))
        if is_new:
            await rating.stop_asking_for_words(self.db, self.conversation_id)
            await self._obey(button, message)
        return message

    async def ask(self, text: str, payload: str) -> Message:
        """Keep what a door offers as a command of its own, and let the assistant answer it."""
        message, is_new = await self._keep(text)
        if is_new:
            await self._ask_assistant(message, payload=payload)
        return message

    async def request_coach(self, text: str) -> Message:
        """Keep a command that asks for a coach, and put the worker in the queue."""
        message, is_new = await self._keep(text)
        if is_new:
            await escalations.request(self.db, message, reason="button")
        return message

    async def note(self, text: str, reply: str, *offers: Offer) -> Message:
        """Keep what the assistant is not asked about, and let the service reply this."""
        message, is_new = await self._keep(text)
        if is_new:
            await notice(self.db, self.conversation_id, reply, *offers)
        return message

    async def _details_of(self, button: Button) -> dict[str, Any]:
        """The words of a button are ours: who presses one may not want to share its amount."""
        offered_in = await self.db.get_one(Message, button.message_id)
        is_private = names_an_amount(button.title) and tells_of_own_money(offered_in)
        return {"kind": OWN_ACCOUNT} if is_private else {}

    async def _keep(self, text: str, details: dict[str, Any] | None = None) -> tuple[Message, bool]:
        known = await self.messages.by_client_id(self.client_id)
        if known and known.text != text:
            raise ClientIdReused
        if known:
            return known, False
        await disclose_again_after_a_day(self.db, self.conversation_id)
        words = Utterance(
            Speaker.WORKER, "", text, self.client_id, self.channel, details=details or {}
        )
        return await self.messages.append(words), True

    async def _obey(self, button: Button, message: Message) -> None:
        match button.kind:
            case kind if kind in HANDLERS:
                await HANDLERS[kind](self.db, message, button.payload or "")
            case ButtonKind.ASK_AGAIN:
                await self._ask_assistant(message, text=button.payload)
            case ButtonKind.ASK_ASSISTANT:
                await self._ask_assistant(message, payload=button.payload)
            case kind if kind in telegram_buttons.OURS:
                await telegram_buttons.obey(self.db, self.conversation_id, button)
            case ButtonKind.CONFIRM_RESERVATION | ButtonKind.CONFIRM_CANCELLATION:
                await proposals.confirm(self.db, message, button.payload or "")
            case ButtonKind.DROP_RESERVATION | ButtonKind.KEEP_RESERVATION:
                await proposals.drop(self.db, message, button.payload or "")

    async def _ask_assistant(
        self, message: Message, *, text: str | None = None, payload: str | None = None
    ) -> None:
        """The one gate: while a hand-off is open, the assistant is not asked."""
        escalation = await EscalationRepository(self.db).open_one(self.conversation_id)
        if escalation:
            await escalations.keep_for_coach(self.db, escalation)
            return
        TurnRepository(self.db).owe(message, text=text, payload=payload)
        self.assistant_owes_an_answer = True

    async def _point_to_help(self) -> None:
        await notice(self.db, self.conversation_id, say("crisis"), response=CRISIS)
        coach = Offer(say("button_coach"), ButtonKind.REQUEST_COACH, CRISIS)
        await notice(self.db, self.conversation_id, say("crisis_open"), coach)
        await escalations.make_urgent(self.db, self.conversation_id)


def readable(text: str) -> str:
    """The text as it can be stored. Raises EmptyMessage or MessageTooLong."""
    if len(text) > LONGEST_TEXT:
        raise MessageTooLong
    kept = _UNSTORABLE.sub("", text)
    if not any(character.isprintable() and not character.isspace() for character in kept):
        raise EmptyMessage
    return kept


def without_intent_slash(text: str) -> str:
    """The text as Rasa may read it: typed words never fire an intent.

    Rasa strips Unicode white space before it looks for a slash, and so do we. This must stay the
    last change to the text: anything removed after it could bring a slash to the front.
    """
    words = text.strip()
    while words.startswith("/"):
        words = words[1:].strip()
    return words
