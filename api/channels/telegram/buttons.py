"""What the buttons of this door do; the gateway hands them over."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram import amounts, chats, linking
from api.conversations.tables import Button, ButtonKind, Conversation

OURS = frozenset(
    {
        ButtonKind.AGREE_TO_LINK,
        ButtonKind.REFUSE_LINK,
        ButtonKind.UNLINK_TELEGRAM,
        ButtonKind.SHOW_AMOUNTS,
        ButtonKind.HIDE_AMOUNTS,
    }
)


async def obey(db: AsyncSession, conversation_id: UUID, button: Button) -> None:
    """Do what a pressed button promises, within the transaction that keeps the press."""
    match button.kind:
        case ButtonKind.AGREE_TO_LINK:
            await linking.agree(db, conversation_id, UUID(button.payload))
        case ButtonKind.REFUSE_LINK:
            await linking.refuse(db, conversation_id, UUID(button.payload))
        case ButtonKind.UNLINK_TELEGRAM:
            await _unlink(db, conversation_id)
        case ButtonKind.SHOW_AMOUNTS:
            await amounts.allow(db, conversation_id)
        case ButtonKind.HIDE_AMOUNTS:
            await amounts.forbid(db, conversation_id)


async def _unlink(db: AsyncSession, conversation_id: UUID) -> None:
    conversation = await db.get_one(Conversation, conversation_id)
    if conversation.worker_id:
        chat = await chats.of_worker(db, conversation.worker_id)
        if chat:
            await linking.unlink(db, chat)
