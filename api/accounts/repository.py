"""Reading a worker's learning account."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.accounts.tables import (
    Depositor,
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
)


class LearningAccountRepository:
    """The accounts of workers."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def of_worker(self, worker_id: UUID) -> LearningAccount | None:
        """The worker's account, when there is one."""
        found: LearningAccount | None = await self.db.scalar(
            select(LearningAccount).where(LearningAccount.worker_id == worker_id)
        )
        return found

    async def total_cents(self, account: LearningAccount, kind: LedgerAccountKind) -> int:
        """All the worker's money of one kind, over all lots, in cents."""
        signed = case((Transfer.to_account_id == LedgerAccount.id, 1), else_=-1)
        total = await self.db.scalar(
            select(func.sum(signed * Transfer.amount_cents))
            .select_from(Lot)
            .join(LedgerAccount, and_(LedgerAccount.owner_id == Lot.id, LedgerAccount.kind == kind))
            .join(Transfer, _touches(LedgerAccount.id))
            .where(Lot.learning_account_id == account.id)
        )
        return int(total or 0)

    async def latest_transfers(
        self, account: LearningAccount, most: int
    ) -> Sequence[Row[Transfer, str]]:
        """The newest transfers on the worker's lots, each with the name of the depositor."""
        found = await self.db.execute(_transfers_of(account).limit(most))
        return found.all()


def _touches(ledger_account_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return or_(
        Transfer.to_account_id == ledger_account_id, Transfer.from_account_id == ledger_account_id
    )


def _transfers_of(account: LearningAccount) -> Select[Transfer, str]:
    """Each transfer touches the available or reserved account of one lot, or both of them."""
    lots = (LedgerAccountKind.AVAILABLE, LedgerAccountKind.RESERVED)
    return (
        select(Transfer, Depositor.name)
        .distinct()
        .select_from(Lot)
        .join(Depositor, Depositor.id == Lot.depositor_id)
        .join(LedgerAccount, and_(LedgerAccount.owner_id == Lot.id, LedgerAccount.kind.in_(lots)))
        .join(Transfer, _touches(LedgerAccount.id))
        .where(Lot.learning_account_id == account.id)
        .order_by(Transfer.made_at.desc(), Transfer.id)
    )
