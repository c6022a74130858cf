"""A coach looks at a worker's learning account: only with permission, and never unnoticed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.repository import LearningAccountRepository
from api.accounts.service import NoLearningAccount, account_of
from api.accounts.tables import ViewerRole
from api.accounts.viewing import log_view
from api.console.words import words
from api.conversations.tables import Conversation
from api.dutch import today
from api.errors import LeermaatError
from api.escalations.service import held_by
from api.escalations.tables import Coach


class AccountNotShared(LeermaatError):
    """The worker did not say that this coach may see the account."""

    status = 403
    sentence = "The worker has not shared the account with you."


@dataclass(frozen=True)
class AccountShown:
    """How the account stands, in cents; a worker without one has neither."""

    available_cents: int | None
    reserved_cents: int | None


async def look_at_account(db: AsyncSession, escalation_id: UUID, coach: Coach) -> AccountShown:
    """What is on the worker's account; the worker can see that this coach looked.

    Raises AccountNotShared, and what `held_by` raises.
    """
    escalation = await held_by(db, escalation_id, coach)
    conversation = await db.get_one(Conversation, escalation.conversation_id)
    if not escalation.shares_account or conversation.worker_id is None:
        raise AccountNotShared
    try:
        account = await account_of(db, conversation.worker_id)
    except NoLearningAccount:
        return AccountShown(None, None)
    viewer, reason = words("account_viewer", coach=coach.name), words("account_look")
    await log_view(db, account, viewer, ViewerRole.COACH, reason)
    usable = await LearningAccountRepository(db).usable(account, today())
    return AccountShown(usable.available_cents, usable.reserved_cents)
