"""Who looked at a worker's account, when and why: the worker may always ask."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.tables import AccountView, LearningAccount, ViewerRole
from api.errors import LeermaatError


class ViewWithoutReason(LeermaatError):
    """Somebody wants to look, and does not say who they are or why."""

    status = 422
    sentence = "Looking at a worker's account needs a name and a reason."


async def log_view(
    db: AsyncSession, account: LearningAccount, viewer: str, role: ViewerRole, reason: str
) -> AccountView:
    """Note one look at the account, in the same transaction as the look itself.

    `viewer` and `reason` are shown to the worker as they are, so write them in plain Dutch.
    Raises ViewWithoutReason when either is empty; then show nothing.
    """
    viewer, reason = viewer.strip(), reason.strip()
    if not viewer or not reason:
        raise ViewWithoutReason
    view = AccountView(learning_account_id=account.id, viewer=viewer, role=role, reason=reason)
    db.add(view)
    await db.flush()
    return view


async def views_of(db: AsyncSession, account: LearningAccount, most: int) -> Sequence[AccountView]:
    """The looks at this account, newest first, at most so many."""
    found = await db.scalars(
        select(AccountView)
        .where(AccountView.learning_account_id == account.id)
        .order_by(AccountView.viewed_at.desc(), AccountView.id)
        .limit(most)
    )
    return found.all()
