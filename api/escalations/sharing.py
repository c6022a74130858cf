"""The worker's own choice whether the coach may see the learning account."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Message
from api.escalations.notices import notice
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Escalation
from api.texts import say


async def share_account(db: AsyncSession, message: Message, payload: str) -> None:
    """Let the coach of this hand-off see the account, until it ends or the worker says no."""
    escalation = await _meant(db, message, payload)
    if escalation is None:
        await notice(db, message.conversation_id, say("sharing_is_over"))
        return
    escalation.shares_account = True
    back = Offer(say("button_keep_private"), ButtonKind.KEEP_ACCOUNT_PRIVATE, str(escalation.id))
    await notice(db, message.conversation_id, say("sharing_on"), back)


async def keep_account_private(db: AsyncSession, message: Message, payload: str) -> None:
    """Take the permission back, wherever in this conversation it was given or copied to."""
    escalation = await _meant(db, message, payload)
    giving = update(Escalation).where(Escalation.conversation_id == message.conversation_id)
    await db.execute(giving.values(shares_account=False))
    if escalation is None:
        await notice(db, message.conversation_id, say("sharing_is_over"))
        return
    again = Offer(say("button_share"), ButtonKind.SHARE_ACCOUNT, str(escalation.id))
    await notice(db, message.conversation_id, say("sharing_off"), again)


async def _meant(db: AsyncSession, message: Message, payload: str) -> Escalation | None:
    """The hand-off that is open now, else the promised one of the button; none when it is over.

    A promise that is kept is a new hand-off, with the button of the earlier one still in view.
    """
    is_open = await EscalationRepository(db).open_one(message.conversation_id, lock=True)
    if is_open:
        return is_open
    earlier = await db.get_one(Escalation, UUID(payload), with_for_update=True)
    return earlier if earlier.promised_at else None
