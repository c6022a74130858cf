"""Reading and writing the thread of a conversation."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.tables import (
    Button,
    ButtonKind,
    Channel,
    Conversation,
    Message,
    Speaker,
)
from api.database import announce
from api.signals import ANY_CONVERSATION, conversation_topic


@dataclass(frozen=True)
class Offer:
    """A button about to be offered."""

    title: str
    kind: ButtonKind = ButtonKind.ASK_ASSISTANT
    payload: str | None = None


@dataclass(frozen=True)
class Utterance:
    """Something about to be said."""

    speaker: Speaker
    speaker_name: str
    text: str
    client_id: UUID | None = None
    channel: Channel | None = None
    response: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    offers: Sequence[Offer] = ()


class MessageRepository:
    """The messages and buttons of one conversation."""

    def __init__(self, db: AsyncSession, conversation_id: UUID) -> None:
        self.db = db
        self.conversation_id = conversation_id

    async def append(self, utterance: Utterance) -> Message:
        """Give the utterance the next sequence number and keep it.

        Counting on the conversation's own row makes writers wait for each other, so that numbers
        have no gaps and no reader can meet a later message before an earlier one.
        """
        message = Message(
            conversation_id=self.conversation_id,
            seq=await self._next_seq(),
            client_id=utterance.client_id,
            speaker=utterance.speaker,
            speaker_name=utterance.speaker_name,
            channel=utterance.channel,
            text=utterance.text,
            response=utterance.response,
            details=utterance.details,
        )
        self.db.add(message)
        await self.db.flush()
        self._offer(message, utterance.offers)
        announce(self.db, conversation_topic(self.conversation_id))
        announce(self.db, ANY_CONVERSATION)
        return message

    async def _next_seq(self) -> int:
        counting = (
            update(Conversation)
            .where(Conversation.id == self.conversation_id)
            .values(last_seq=Conversation.last_seq + 1)
            .returning(Conversation.last_seq)
            .execution_options(synchronize_session=False)
        )
        return (await self.db.execute(counting)).scalar_one()

    def _offer(self, message: Message, offers: Sequence[Offer]) -> None:
        self.db.add_all(
            Button(
                id=secrets.token_urlsafe(16),
                message_id=message.id,
                position=position,
                title=offer.title,
                kind=offer.kind,
                payload=offer.payload,
            )
            for position, offer in enumerate(offers)
        )

    async def by_client_id(self, client_id: UUID) -> Message | None:
        """The message that this client id was used for, if any."""
        found: Message | None = await self.db.scalar(
            select(Message).where(
                Message.conversation_id == self.conversation_id, Message.client_id == client_id
            )
        )
        return found

    async def last(self) -> Message | None:
        """The newest message."""
        found: Message | None = await self.db.scalar(
            select(Message)
            .where(Message.conversation_id == self.conversation_id)
            .order_by(Message.seq.desc())
            .limit(1)
        )
        return found

    async def last_of_worker(self) -> Message:
        """The newest message of the worker; who was ever in a hand-off has one."""
        found = await self.db.scalars(
            select(Message)
            .where(
                Message.conversation_id == self.conversation_id, Message.speaker == Speaker.WORKER
            )
            .order_by(Message.seq.desc())
            .limit(1)
        )
        return found.one()

    async def has_coach_spoken_after(self, seq: int) -> bool:
        """Whether a person has spoken since."""
        spoken = select(Message.id).where(
            Message.conversation_id == self.conversation_id,
            Message.speaker == Speaker.COACH,
            Message.seq > seq,
        )
        return await self.db.scalar(spoken.limit(1)) is not None

    async def after(self, seq: int, limit: int) -> list[tuple[Message, list[Button]]]:
        """The messages after a sequence number, oldest first, each with its buttons."""
        messages = await self.db.scalars(
            select(Message)
            .where(Message.conversation_id == self.conversation_id, Message.seq > seq)
            .order_by(Message.seq)
            .limit(limit)
        )
        rows = list(messages)
        buttons = await self._buttons_of(rows)
        return [(row, [b for b in buttons if b.message_id == row.id]) for row in rows]

    async def _buttons_of(self, messages: Sequence[Message]) -> list[Button]:
        ids = [message.id for message in messages if message.speaker is not Speaker.WORKER]
        if not ids:
            return []
        found = await self.db.scalars(
            select(Button).where(Button.message_id.in_(ids)).order_by(Button.position)
        )
        return list(found)

    async def newest_button(self, kind: ButtonKind) -> Button | None:
        """The button of this kind that was offered last."""
        found: Button | None = await self.db.scalar(
            select(Button)
            .join(Message, Message.id == Button.message_id)
            .where(Message.conversation_id == self.conversation_id, Button.kind == kind)
            .order_by(Message.seq.desc())
            .limit(1)
        )
        return found

    async def button(self, button_id: str) -> Button | None:
        """A button that was really offered in this conversation."""
        found: Button | None = await self.db.scalar(
            select(Button)
            .join(Message, Message.id == Button.message_id)
            .where(Button.id == button_id, Message.conversation_id == self.conversation_id)
        )
        return found
