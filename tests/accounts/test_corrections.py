"""A mistake is moved back once, in full, or refused in plain sight."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from api.accounts import corrections, payments
from api.accounts.corrections import AlreadyReversed, AlreadySpent, NotReversible
from api.accounts.reservations import service as reservations
from api.accounts.reservations.overview import ReservationState
from api.accounts.tables import (
    LearningAccount,
    Transfer,
    TransferReason,
)
from api.database import Database
from tests.accounts.books import (
    TODAY,
    Paid,
    is_clean,
    open_books,
    pay,
    refund,
    reserved,
    state,
    totals,
    wish,
)


class TestReverse:
    async def first(self, database: Database, reason: TransferReason) -> UUID:
        async with database.reading() as db:
            found = await db.scalars(
                select(Transfer.id).where(Transfer.reason == reason).order_by(Transfer.number)
            )
            return found.first() or UUID(int=0)

    async def reverse(self, database: Database, transfer: UUID, key: str = "c1") -> None:
        async with database.transaction() as db:
            await corrections.reverse(db, transfer, "Dubbel gestort", key)

    async def test_moves_the_money_back_and_keeps_both(
        self, database: Database, account: LearningAccount
    ) -> None:
        deposit = await self.first(database, TransferReason.DEPOSIT)
        for _ in range(2):
            await self.reverse(database, deposit)
        assert await totals(database, account) == (10_000, 0)
        async with database.reading() as db:
            assert await db.scalar(select(func.count()).select_from(Transfer)) == 3
        assert await is_clean(database, account)

    async def test_only_once(self, database: Database, account: LearningAccount) -> None:
        deposit = await self.first(database, TransferReason.DEPOSIT)
        await self.reverse(database, deposit)
        with pytest.raises(AlreadyReversed):
            await self.reverse(database, deposit, "c2")

    async def test_correction_is_not_corrected(
        self, database: Database, account: LearningAccount
    ) -> None:
        await self.reverse(database, await self.first(database, TransferReason.DEPOSIT))
        with pytest.raises(NotReversible):
            await self.reverse(database, await self.first(database, TransferReason.CORRECT), "c2")

    async def test_spent_deposit_is_refused_with_its_shortfall(self, database: Database) -> None:
        account = await open_books(database, Paid("bank_demo", 10_000))
        await reserved(database, account, 7_000)
        with pytest.raises(AlreadySpent) as refusal:
            await self.reverse(database, await self.first(database, TransferReason.DEPOSIT))
        assert refusal.value.facts == {"left_cents": 3_000, "shortfall_cents": 7_000}
        assert await totals(database, account) == (3_000, 7_000)

    async def test_payment_comes_back_to_the_reservation(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account, 4_000)
        await pay(database, reservation, 4_000)
        await self.reverse(database, await self.first(database, TransferReason.PAY))
        assert await state(database, account) == (ReservationState.RESERVED, 4_000, 0)
        assert await is_clean(database, account)

    async def test_refunded_payment_is_not_taken_back_from_another_course(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account, 4_000)
        await pay(database, reservation, 4_000)
        async with database.transaction() as db:
            other = await reservations.reserve(db, account, wish(4_000), "r2", TODAY)
            await payments.pay(db, other.id, 4_000, "p2")
        await refund(database, reservation, 4_000)
        with pytest.raises(AlreadySpent):
            await self.reverse(database, await self.first(database, TransferReason.PAY))
