"""Which messages of a conversation go to its Telegram chat, and when.

An answer goes where the question came from. A person's words, and news of the service, go where
the worker was last; when that was the web and nobody saw them there for two minutes, they come
to Telegram after all. The web always shows everything.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramChat
from api.channels.telegram.words import FOR_TELEGRAM, OUT_OF_TURN
from api.conversations.repository import MessageRepository
from api.conversations.tables import Button, Channel, Message, Speaker

UNREAD_FOR = timedelta(minutes=2)
PAGE = 50  # messages


@dataclass(frozen=True)
class Next:
    """How far there is nothing to send, and the message to send after that, if any."""

    skip_to: int
    message: Message | None = None
    buttons: tuple[Button, ...] = ()


async def next_for(db: AsyncSession, chat: TelegramChat, moment: datetime) -> Next:
    """The next message that should go to this chat at this moment."""
    messages = MessageRepository(db, chat.conversation_id)
    if chat.stopped_after_seq:
        [(confirmation, _)] = await messages.after(chat.stopped_after_seq - 1, 1)
        return Next(chat.delivered_seq, confirmation)
    if chat.withheld_seq and chat.amounts_allowed_at:
        [(message, buttons)] = await messages.after(chat.withheld_seq - 1, 1)
        return Next(chat.delivered_seq, message, tuple(buttons))
    skip_to = chat.delivered_seq
    for message, buttons in await messages.after(skip_to, PAGE):
        goes = await _goes(db, chat, message, moment)
        if goes:
            return Next(skip_to, message, tuple(buttons))
        if goes is None:
            break
        skip_to = message.seq
    return Next(skip_to)


async def _goes(
    db: AsyncSession, chat: TelegramChat, message: Message, moment: datetime
) -> bool | None:
    """Yes, no, or not yet (None)."""
    if message.speaker is Speaker.WORKER or message.details.get(OUT_OF_TURN):
        return False
    if chat.worker_id is None or message.details.get(FOR_TELEGRAM):
        return True
    if await _last_door(db, message, before=message.seq) is Channel.TELEGRAM:
        return True
    if message.speaker is Speaker.BOT or chat.web_seq >= message.seq:
        return False
    has_come_here = await _last_door(db, message) is Channel.TELEGRAM
    return True if has_come_here or moment - message.sent_at >= UNREAD_FOR else None


async def _last_door(
    db: AsyncSession, message: Message, before: int | None = None
) -> Channel | None:
    """The door the worker used last, or last before a message."""
    said = (
        select(Message.channel)
        .where(Message.conversation_id == message.conversation_id)
        .where(Message.speaker == Speaker.WORKER)
        .order_by(Message.seq.desc())
        .limit(1)
    )
    found: Channel | None = await db.scalar(said.where(Message.seq < before) if before else said)
    return found
