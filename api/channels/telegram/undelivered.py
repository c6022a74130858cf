"""What a worker has not received on Telegram, for the coach who wonders why it is quiet."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramChat, TelegramDeadLetter
from api.conversations.tables import Message, Speaker


async def undelivered(db: AsyncSession, conversation_id: UUID) -> frozenset[int]:
    """The sequence numbers of messages that did not reach the worker.

    Telegram refused them, or the worker stopped or blocked us before they came and has not seen
    them on the web either.
    """
    dead = await db.scalars(
        select(TelegramDeadLetter.seq).where(TelegramDeadLetter.conversation_id == conversation_id)
    )
    found = set(dead)
    chat = await db.scalar(
        select(TelegramChat).where(TelegramChat.conversation_id == conversation_id)
    )
    if chat and (chat.blocked_at or chat.stopped_after_seq):
        found |= await _after(db, conversation_id, max(chat.delivered_seq, chat.web_seq))
    return frozenset(found)


async def _after(db: AsyncSession, conversation_id: UUID, seq: int) -> set[int]:
    waiting = await db.scalars(
        select(Message.seq).where(
            Message.conversation_id == conversation_id,
            Message.seq > seq,
            Message.speaker != Speaker.WORKER,
        )
    )
    return set(waiting)
