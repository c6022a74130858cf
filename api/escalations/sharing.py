"""The worker's own choice whether the coach may see the learning account."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Message
from api.escalations.notices import notice
from api.escalations.tables import Escalation
from api.texts import say


async def share_account(db: AsyncSession, message: Message, payload: str) -> None:
    """Let the coach of this hand-off see the account, until it ends or the worker says no."""
    await _set(db, message, UUID(payload), shares=True)


async def keep_account_private(db: AsyncSession, message: Message, payload: str) -> None:
    """Take the permission back."""
    await _set(db, message, UUID(payload), shares=False)


async def _set(db: AsyncSession, message: Message, escalation_id: UUID, *, shares: bool) -> None:
    escalation = await db.get_one(Escalation, escalation_id, with_for_update=True)
    is_over = escalation.resolved_at or (escalation.withdrawn_at and not escalation.promised_at)
    if is_over:
        await notice(db, message.conversation_id, say("sharing_is_over"))
        return
    escalation.shares_account = shares
    if shares:
        back = Offer(
            say("button_keep_private"), ButtonKind.KEEP_ACCOUNT_PRIVATE, str(escalation.id)
        )
        await notice(db, message.conversation_id, say("sharing_on"), back)
    else:
        again = Offer(say("button_share"), ButtonKind.SHARE_ACCOUNT, str(escalation.id))
        await notice(db, message.conversation_id, say("sharing_off"), again)
