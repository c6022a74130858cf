"""How a worker stands with Telegram, so that the assistant can say what to do."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramChat
from api.conversations.tables import Channel, Conversation, Message, Turn


class Standing(StrEnum):
    """From where the worker asks, and whether Telegram is linked."""

    OFF = "off"
    LINKED = "linked"
    ON_TELEGRAM = "on_telegram"  # and not linked
    VISITOR = "visitor"
    UNLINKED = "unlinked"


async def standing_of(db: AsyncSession, turn: Turn, *, is_on: bool) -> Standing:
    """Where the worker of this turn stands."""
    if not is_on:
        return Standing.OFF
    conversation = await db.get_one(Conversation, turn.conversation_id)
    if conversation.worker_id is None:
        message = await db.get_one(Message, turn.message_id)
        is_here = message.channel is Channel.TELEGRAM
        return Standing.ON_TELEGRAM if is_here else Standing.VISITOR
    linked = select(TelegramChat.chat_id).where(TelegramChat.worker_id == conversation.worker_id)
    return Standing.UNLINKED if await db.scalar(linked) is None else Standing.LINKED
