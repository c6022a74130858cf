"""What a worker has not received on Telegram, for the coach who wonders why it is quiet."""

from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramChat, TelegramDeadLetter
from api.channels.telegram.words import OUT_OF_TURN
from api.conversations.tables import Message, Speaker


async def undelivered(db: AsyncSession, conversation_id: UUID) -> frozenset[int]:
    """The sequence numbers of messages that did not reach the worker.

    Telegram refused them, or the worker stopped or blocked us before they came and has not seen
    them on the web either.
    """
    refused = select(TelegramDeadLetter.seq).where(
        TelegramDeadLetter.conversation_id == conversation_id
    )
    hears_nothing = TelegramChat.blocked_at.is_not(None) | TelegramChat.stopped_after_seq.is_not(
        None
    )
    missed = (
        select(Message.seq)
        .join(TelegramChat, TelegramChat.conversation_id == Message.conversation_id)
        .where(Message.conversation_id == conversation_id, Message.speaker != Speaker.WORKER)
        .where(hears_nothing)
        .where(Message.seq > TelegramChat.delivered_seq, Message.seq > TelegramChat.web_seq)
        .where(Message.details[OUT_OF_TURN].as_boolean().is_not(True))
    )
    return frozenset(await db.scalars(union(refused, missed)))
