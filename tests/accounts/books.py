"""Small worlds of money for tests: a worker with lots, and how they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from api.accounts import service
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservation_tables import Purpose
from api.accounts.spending import Wish
from api.accounts.tables import LearningAccount
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
