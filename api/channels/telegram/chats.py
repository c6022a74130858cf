"""Chats: which conversation a private chat on Telegram shows."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramChat
from api.conversations.opening import open_conversation
from api.conversations.tables import Conversation


async def find(db: AsyncSession, chat_id: int) -> TelegramChat | None:
    """The chat, if it ever spoke with us; nobody else changes it until the transaction ends."""
    return await db.get(TelegramChat, chat_id, with_for_update=True)


async def find_or_open(db: AsyncSession, chat_id: int) -> TelegramChat:
    """The chat; the first time with a thread of its own, which begins with the disclosure."""
    known = await find(db, chat_id)
    if known:
        return known
    own = await open_conversation(db, None)
    chat = TelegramChat(chat_id=chat_id, conversation_id=own.id, visitor_conversation_id=own.id)
    db.add(chat)
    await db.flush()
    return chat


async def of_worker(db: AsyncSession, worker_id: UUID) -> TelegramChat | None:
    """The chat that is linked to this worker, if any."""
    found: TelegramChat | None = await db.scalar(
        select(TelegramChat).where(TelegramChat.worker_id == worker_id).with_for_update()
    )
    return found


async def show(db: AsyncSession, chat: TelegramChat, conversation_id: UUID) -> None:
    """Let the chat show another conversation, from what comes next in it."""
    conversation = await db.get_one(Conversation, conversation_id, populate_existing=True)
    chat.conversation_id = conversation_id
    chat.delivered_seq, chat.delivered_parts = conversation.last_seq, 0
    chat.web_seq = 0
    chat.withheld_seq = chat.stopped_after_seq = None
    await db.flush()
