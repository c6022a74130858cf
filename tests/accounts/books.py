"""Small worlds of money for tests: a worker with lots, and how they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, select

from api.accounts import payments, service
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations import service as reservations
from api.accounts.reservations.overview import ReservationState, reservations_of
from api.accounts.reservations.tables import Purpose
from api.accounts.spending import Wish
from api.accounts.tables import (
    Fund,
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Transfer,
)
from api.administration.reconciling.audit import AccountAudit, Fault
from api.administration.reconciling.book import entries
from api.database import Database
from api.workers.tables import Worker

# A day on which every lot below is still good.
TODAY = date(2026, 11, 24)
START = date(2027, 1, 11)


@dataclass(frozen=True)
class Paid:
    """A deposit of a test, in cents."""

    scheme: str
    amount_cents: int
    deposited_on: date = date(2026, 1, 1)
    depositor: str = "Werkgever"


async def open_books(database: Database, *deposits: Paid) -> LearningAccount:
    """A new worker's learning account with these deposits, each a lot of its own."""
    async with database.transaction() as db:
        worker = Worker(host_reference=str(uuid4()), name="Samira")
        db.add(worker)
        await db.flush()
        account = await service.open_account(db, worker.id)
        for number, paid in enumerate(deposits):
            paid_in = service.Deposit(
                paid.depositor, paid.scheme, paid.amount_cents, paid.deposited_on, str(number)
            )
            await service.deposit(db, account, paid_in)
    return account


def wish(amount_cents: int, kind: Purpose = Purpose.COURSE, starts_on: date = START) -> Wish:
    """Something to put money aside for."""
    return Wish(kind, "Basiscursus computer", "Computerschool", amount_cents, starts_on)


async def totals(database: Database, account: LearningAccount) -> tuple[int, int]:
    """What is available and what is reserved, in cents."""
    async with database.reading() as db:
        standing = await LearningAccountRepository(db).standing(account)
    return standing.available_cents, standing.reserved_cents


async def left_per_lot(database: Database, account: LearningAccount) -> Sequence[int]:
    """What is available on each lot, in the order of spending, in cents."""
    async with database.reading() as db:
        lots = await LearningAccountRepository(db).lots(account)
    return [lot.available_cents for lot in lots]


async def reserved(database: Database, account: LearningAccount, cents: int = 12_000) -> UUID:
    """Put money aside with the key r1."""
    async with database.transaction() as db:
        return (await reservations.reserve(db, account, wish(cents), "r1", TODAY)).id


async def pay(database: Database, reservation: UUID, cents: int, key: str = "p1") -> None:
    """Pay from what was put aside."""
    async with database.transaction() as db:
        await payments.pay(db, reservation, cents, key)


async def refund(
    database: Database, reservation: UUID, cents: int, key: str = "t1", today: date = TODAY
) -> None:
    """Take money back from the provider."""
    async with database.transaction() as db:
        await payments.refund(db, reservation, cents, key, today)


async def give_back(
    database: Database, reservation: UUID, cents: int | None = None, today: date = TODAY
) -> None:
    """Give back what was put aside, with the key g1."""
    async with database.transaction() as db:
        await reservations.give_back(db, reservation, "g1", cents, today)


async def state(database: Database, account: LearningAccount) -> tuple[ReservationState, int, int]:
    """The state of the only reservation, and what is held and paid of it in cents."""
    async with database.reading() as db:
        (only,) = await reservations_of(db, account)
    return only.state, only.holdings.held_cents, only.holdings.paid_cents


async def in_funds(database: Database) -> dict[str, int]:
    """What each fund received, in cents."""
    async with database.reading() as db:
        rows = await db.execute(
            select(Fund.name, func.sum(Transfer.amount_cents))
            .join(LedgerAccount, LedgerAccount.owner_id == Fund.id)
            .join(Transfer, Transfer.to_account_id == LedgerAccount.id)
            .where(LedgerAccount.kind == LedgerAccountKind.FUND)
            .group_by(Fund.name)
        )
        return {name: int(cents) for name, cents in rows}


async def faults(database: Database, account: LearningAccount) -> list[Fault]:
    """What reconciling finds in the book of this account; each number, balance and seal is read."""
    audit, found = AccountAudit(account.id), []
    async with database.reading() as db:
        async for entry in entries(db, account.id):
            found += audit.take(entry)
    return [difference.fault for difference in (*found, *audit.finish())]


async def is_clean(database: Database, account: LearningAccount) -> bool:
    """Whether reconciling finds nothing."""
    return await faults(database, account) == []
