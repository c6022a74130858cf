"""Booking a file of deposits: all of it or nothing, and what was booked before only once."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.accounts import service
from api.accounts.service import Deposit
from api.accounts.tables import (
    Depositor,
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
    TransferReason,
)
from api.administration.accounts import account_or_none, open_account
from api.administration.deposits_file import DepositsFile, Row
from api.administration.tables import WithdrawnDeposit
from api.administration.words import word
from api.dutch import euros


@dataclass(frozen=True)
class Permissions:
    """What the file may bring that is not known yet. A typing error must not pass for news."""

    new_accounts: bool = False
    new_depositors: bool = False


@dataclass(frozen=True)
class Plan:
    """What a file comes down to: rows to book, rows known before, workers who get an account."""

    new: Sequence[Row]
    known: int
    workers: frozenset[str]

    @property
    def cents_by_depositor(self) -> Counter[str]:
        """What each depositor pays in, in cents."""
        cents: Counter[str] = Counter()
        for row in self.new:
            cents[row.deposit.depositor] += row.deposit.amount_cents
        return cents


async def plan_import(db: AsyncSession, file: DepositsFile, permissions: Permissions) -> Plan:
    """Hold every row against the books, before anybody else has to wait for the writing.

    Raises AdministrationRefused with every fault of the file, also those that only the books
    can tell.
    """
    depositors = set(await db.scalars(select(Depositor.name)))
    checks = Checks(db, file, permissions, depositors)
    new = [row for row in file.rows if await checks.is_new(row)]
    file.refuse_faults()
    return Plan(new, len(file.rows) - len(new), frozenset(checks.without_account))


async def book_deposits(
    db: AsyncSession, plan: Plan, after_each: Callable[[], None] = lambda: None
) -> None:
    """Book the rows, and open accounts for who has none. `after_each` is called after every row.

    Raises what service.deposit raises when the books changed since the plan was made.
    """
    for row in plan.new:
        account = await account_or_none(db, row.worker) or await open_account(db, row.worker)
        await service.deposit(db, account, row.deposit)
        after_each()


@dataclass(frozen=True)
class Booked:
    """A deposit as it stands in the books, and whether it was withdrawn since."""

    deposit: Deposit
    is_withdrawn: bool


@dataclass(frozen=True)
class Checks:
    """Holds rows against the books."""

    db: AsyncSession
    file: DepositsFile
    permissions: Permissions
    depositors: set[str]
    without_account: set[str] = field(default_factory=set)

    async def is_new(self, row: Row) -> bool:
        """Whether the row is not booked yet; notes the faults that only the books can tell."""
        account = await account_or_none(self.db, row.worker)
        if account is None:
            self.without_account.add(row.worker)
        if account is None and not self.permissions.new_accounts:
            self.file.blame(row.line, word("no_account", reference=row.worker))
        is_known = row.deposit.depositor in self.depositors
        if not is_known and not self.permissions.new_depositors:
            self.file.blame(row.line, word("depositor_unknown", depositor=row.deposit.depositor))
        booked = await self._booked(account, row.deposit) if account and is_known else None
        if booked:
            self._blame_difference(row, booked)
        return booked is None

    def _blame_difference(self, row: Row, booked: Booked) -> None:
        """Under a reference that is used up the money would never come: say so."""
        if booked.is_withdrawn:
            self.file.blame(row.line, word("booked_and_withdrawn"))
        elif booked.deposit != row.deposit:
            self.file.blame(row.line, _difference(booked.deposit))

    async def _booked(self, account: LearningAccount, deposit: Deposit) -> Booked | None:
        """What stands in the books under the same reference of the same depositor."""
        undone = aliased(Transfer)
        is_withdrawn = WithdrawnDeposit.lot_id.is_not(None) | undone.id.is_not(None)
        found = await self.db.execute(
            select(Lot, Transfer.amount_cents, is_withdrawn)
            .join(Depositor, Depositor.id == Lot.depositor_id)
            .join(LedgerAccount, LedgerAccount.owner_id == Lot.id)
            .join(Transfer, Transfer.to_account_id == LedgerAccount.id)
            .outerjoin(WithdrawnDeposit, WithdrawnDeposit.lot_id == Lot.id)
            # An account from elsewhere brings the reversal, but not what was noted beside it.
            .outerjoin(undone, undone.reverses_id == Transfer.id)
            .where(
                Lot.learning_account_id == account.id,
                Lot.reference == deposit.reference,
                Depositor.name == deposit.depositor,
                LedgerAccount.kind == LedgerAccountKind.AVAILABLE,
                Transfer.reason == TransferReason.DEPOSIT,
            )
        )
        row = found.first()
        if row is None:
            return None
        lot, cents, withdrawn = row
        booked = Deposit(deposit.depositor, lot.scheme, cents, lot.deposited_on, lot.reference)
        return Booked(booked, bool(withdrawn))


def _difference(booked: Deposit) -> str:
    return word(
        "booked_differently",
        amount=euros(booked.amount_cents),
        date=f"{booked.deposited_on:%d-%m-%Y}",
        scheme=booked.scheme,
    )
