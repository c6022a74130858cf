"""Money moves, and is never made, lost or edited."""

import asyncio
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.accounts import service
from api.accounts.acts import IdempotencyKeyReused
from api.accounts.ledger import InvalidAmount, Ledger, Movement, NotEnoughMoney
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations.service import reserve
from api.accounts.schemes import SchemeNotValid
from api.accounts.tables import (
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    TransferReason,
)
from api.database import Database
from tests.accounts.books import TODAY, left_per_lot, totals, wish


class TestDeposit:
    async def test_same_reference_changes_nothing(
        self, database: Database, account: LearningAccount
    ) -> None:
        paid_in = service.Deposit("Werkgever", "bank_demo", 10_000, date(2026, 1, 1), "0")
        async with database.transaction() as db:
            await service.deposit(db, account, paid_in)
        assert await totals(database, account) == (20_000, 0)

    @pytest.mark.parametrize(
        "paid_in",
        [
            service.Deposit("Werkgever", "bank_demo", 10_001, date(2026, 1, 1), "0"),
            service.Deposit("Werkgever", "bank_demo", 10_000, date(2026, 1, 2), "0"),
            service.Deposit("Werkgever", "supermarkt_demo", 10_000, date(2026, 1, 1), "0"),
        ],
    )
    async def test_same_reference_for_another_deposit_is_refused(
        self, database: Database, account: LearningAccount, paid_in: service.Deposit
    ) -> None:
        with pytest.raises(IdempotencyKeyReused):
            async with database.transaction() as db:
                await service.deposit(db, account, paid_in)
        assert await totals(database, account) == (20_000, 0)

    @pytest.mark.parametrize("amount", [0, -1, 1.5, True, "100", 10**12, float("nan"), 1e309])
    async def test_only_whole_cents_above_zero(
        self, database: Database, account: LearningAccount, amount: int
    ) -> None:
        paid_in = service.Deposit("Werkgever", "bank_demo", amount, date(2026, 1, 1), "raar")
        with pytest.raises(InvalidAmount):
            async with database.transaction() as db:
                await service.deposit(db, account, paid_in)
        assert await totals(database, account) == (20_000, 0)

    async def test_two_employers_may_use_the_same_reference(
        self, database: Database, account: LearningAccount
    ) -> None:
        paid_in = service.Deposit("Bank Noord", "bank_demo", 5_000, date(2026, 1, 1), "0")
        async with database.transaction() as db:
            await service.deposit(db, account, paid_in)
        assert await totals(database, account) == (25_000, 0)

    async def test_scheme_of_another_time_is_refused(
        self, database: Database, account: LearningAccount
    ) -> None:
        paid_in = service.Deposit("Werkgever", "bank_demo", 5_000, date(2019, 12, 31), "oud")
        with pytest.raises(SchemeNotValid):
            async with database.transaction() as db:
                await service.deposit(db, account, paid_in)


class TestReserve:
    async def test_lot_that_expires_first_is_spent_first(
        self, database: Database, account: LearningAccount
    ) -> None:
        async with database.transaction() as db:
            await reserve(db, account, wish(12_000), "r1", TODAY)
        assert await totals(database, account) == (8_000, 12_000)
        assert await left_per_lot(database, account) == [0, 8_000]

    async def test_same_key_reserves_once(
        self, database: Database, account: LearningAccount
    ) -> None:
        made = set()
        for _ in range(3):
            async with database.transaction() as db:
                made.add((await reserve(db, account, wish(12_000), "r1", TODAY)).id)
        assert len(made) == 1
        assert await totals(database, account) == (8_000, 12_000)

    async def test_more_than_there_is_moves_nothing(
        self, database: Database, account: LearningAccount
    ) -> None:
        with pytest.raises(NotEnoughMoney) as refusal:
            async with database.transaction() as db:
                await reserve(db, account, wish(20_001), "r1", TODAY)
        assert refusal.value.facts == {"available_cents": 20_000}
        assert await totals(database, account) == (20_000, 0)

    async def test_of_fifty_who_want_it_all_one_gets_it(
        self, database: Database, account: LearningAccount
    ) -> None:
        async def try_to_reserve(number: int) -> bool:
            try:
                async with database.transaction() as db:
                    await reserve(db, account, wish(20_000), f"r{number}", TODAY)
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
            lot = (await LearningAccountRepository(db).lots(account))[0].lot
            reserved = LedgerAccount(kind=LedgerAccountKind.RESERVED, owner_id=uuid4())
            other = LedgerAccount(kind=LedgerAccountKind.AVAILABLE, owner_id=uuid4())
            db.add_all([reserved, other])
            await db.flush()
            movement = Movement(lot, reserved, other, 1, TransferReason.CORRECT, "k")
            with pytest.raises(NotEnoughMoney):
                await Ledger(db, account).move(movement)

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
