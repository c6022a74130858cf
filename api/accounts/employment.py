"""Changes of work in the history of an account. They move no money: the account is the worker's."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import acts
from api.accounts.reservations.tables import EmploymentChange, EmploymentEvent
from api.accounts.tables import LearningAccount


async def note_change(
    db: AsyncSession,
    account: LearningAccount,
    change: EmploymentChange,
    happened_on: date,
    key: str,
    employer: str = "",
) -> EmploymentEvent:
    """Note that the worker left, started or lost work; the same key notes it once.

    Raises IdempotencyKeyReused.
    """
    content = {"account": account.id, "change": change, "on": happened_on, "employer": employer}
    if not await acts.begin(db, key, do="note_change", **content):
        found = await db.scalars(select(EmploymentEvent).where(EmploymentEvent.act_key == key))
        return found.one()
    event = EmploymentEvent(
        learning_account_id=account.id,
        change=change,
        happened_on=happened_on,
        employer=employer,
        act_key=key,
    )
    db.add(event)
    await db.flush()
    return event


async def changes_of(db: AsyncSession, account: LearningAccount) -> Sequence[EmploymentEvent]:
    """The changes of work on this account, oldest first."""
    found = await db.scalars(
        select(EmploymentEvent)
        .where(EmploymentEvent.learning_account_id == account.id)
        .order_by(EmploymentEvent.happened_on, EmploymentEvent.noted_at, EmploymentEvent.id)
    )
    return found.all()
