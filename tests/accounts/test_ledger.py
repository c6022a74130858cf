"""Money moves, and is never made, lost or edited."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.accounts import service
from api.accounts.ledger import (
    IdempotencyKeyReused,
    InvalidAmount,
    Ledger,
    Movement,
    NotEnoughMoney,
)
from api.accounts.repository import LearningAccountRepository
from api.accounts.tables import (
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    TransferReason,
)
from api.database import Database
from api.settings import Settings
from api.signals import Signals
from api.workers.tables import Worker

AVAILABLE, RESERVED = LedgerAccountKind.AVAILABLE, LedgerAccountKind.RESERVED


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database_url, Signals())
    yield database
    await database.close()


@pytest.fixture
async def account(database: Database) -> LearningAccount:
    """A learning account with two lots of 100 euros; the second one expires first."""
    async with database.transaction() as db:
        worker = Worker(host_reference=str(uuid4()), name="Samira")
        db.add(worker)
        await db.flush()
        account = LearningAccount(worker_id=worker.id)
        db.add(account)
        await db.flush()
        for scheme, reference in (("bank_demo", "nooit"), ("supermarkt_demo", "eerst")):
            paid_in = service.Deposit("Werkgever", scheme, 10_000, date(2026, 1, 1), reference)
            await service.deposit(db, account, paid_in)
    return account


async def totals(database: Database, account: LearningAccount) -> tuple[int, int]:
    async with database.reading() as db:
        accounts = LearningAccountRepository(db)
        available = await accounts.total_cents(account, AVAILABLE)
        return available, await accounts.total_cents(account, RESERVED)


class TestDeposit:
    async def test_same_reference_changes_nothing(
        self, database: Database, account: LearningAccount
    ) -> None:
        paid_in = service.Deposit("Werkgever", "bank_demo", 10_000, date(2026, 1, 1), "nooit")
        async with database.transaction() as db:
            await service.deposit(db, account, paid_in)
        assert await totals(database, account) == (20_000, 0)

    async def test_same_reference_with_another_amount_is_refused(
        self, database: Database, account: LearningAccount
    ) -> None:
        paid_in = service.Deposit("Werkgever", "bank_demo", 10_001, date(2026, 1, 1), "nooit")
        with pytest.raises(IdempotencyKeyReused):
            async with database.transaction() as db:
                await service.deposit(db, account, paid_in)

    @pytest.mark.parametrize("amount", [0, -1, 1.5, True, "100"])
    async def test_only_whole_cents_above_zero(
        self, database: Database, account: LearningAccount, amount: int
    ) -> None:
        paid_in = service.Deposit("Werkgever", "bank_demo", amount, date(2026, 1, 1), "raar")
        with pytest.raises(InvalidAmount):
            async with database.transaction() as db:
                await service.deposit(db, account, paid_in)
        assert await totals(database, account) == (20_000, 0)


class TestReserve:
    async def test_lot_that_expires_first_is_spent_first(
        self, database: Database, account: LearningAccount
    ) -> None:
        async with database.transaction() as db:
            await service.reserve(db, account, 12_000, "Cursus", "r1")
        assert await totals(database, account) == (8_000, 12_000)
        async with database.reading() as db:
            rows = await LearningAccountRepository(db).latest_transfers(account, 10)
        reserved = [t.amount_cents for t, _ in rows if t.reason is TransferReason.RESERVE]
        assert sorted(reserved) == [2_000, 10_000]

    async def test_same_key_reserves_once(
        self, database: Database, account: LearningAccount
    ) -> None:
        for _ in range(3):
            async with database.transaction() as db:
                await service.reserve(db, account, 12_000, "Cursus", "r1")
        assert await totals(database, account) == (8_000, 12_000)

    async def test_more_than_there_is_moves_nothing(
        self, database: Database, account: LearningAccount
    ) -> None:
        with pytest.raises(NotEnoughMoney):
            async with database.transaction() as db:
                await service.reserve(db, account, 20_001, "Cursus", "r1")
        assert await totals(database, account) == (20_000, 0)

    async def test_of_fifty_who_want_it_all_one_gets_it(
        self, database: Database, account: LearningAccount
    ) -> None:
        async def try_to_reserve(number: int) -> bool:
            try:
                async with database.transaction() as db:
                    await service.reserve(db, account, 20_000, "Alles", f"r{number}")
            except NotEnoughMoney:
                return False
            return True

        outcomes = await asyncio.gather(*(try_to_reserve(number) for number in range(50)))
        assert outcomes.count(True) == 1
        assert await totals(database, account) == (0, 20_000)


class TestLedger:
    async def test_money_from_nowhere_is_refused(
        self, database: Database, account: LearningAccount
    ) -> None:
        async with database.transaction() as db:
            empty = LedgerAccount(kind=RESERVED, owner_id=uuid4())
            other = LedgerAccount(kind=AVAILABLE, owner_id=uuid4())
            db.add_all([empty, other])
            await db.flush()
            with pytest.raises(NotEnoughMoney):
                await Ledger(db).move(Movement(empty, other, 1, TransferReason.CORRECT, "k"))

    @pytest.mark.parametrize(
        "statement", ["UPDATE transfers SET amount_cents = 1", "DELETE FROM transfers"]
    )
    async def test_database_refuses_to_change_history(
        self, database: Database, account: LearningAccount, statement: str
    ) -> None:
        with pytest.raises(DBAPIError, match="never changed or deleted"):
            async with database.transaction() as db:
                await db.execute(text(statement))
        assert await totals(database, account) == (20_000, 0)
