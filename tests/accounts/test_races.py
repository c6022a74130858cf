"""Two things at the same moment, in both orders: both orders are right, and nothing in between."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest

from api.accounts import acts, payments
from api.accounts.expiry import expire_everything
from api.accounts.holdings import NothingReserved
from api.accounts.ledger import NotEnoughMoney
from api.accounts.reservations import service as reservations
from api.accounts.reservations.overview import ReservationState
from api.accounts.reservations.service import ReservationExpired
from api.accounts.tables import LearningAccount
from api.database import Database
from tests.accounts.books import START, Paid, in_funds, is_clean, open_books, reserved, state, wish

LATE = START + timedelta(days=91)
LAST_DAY = date(2031, 1, 1)
AFTER = date(2031, 1, 2)


async def pay_all(database: Database, reservation: UUID) -> bool:
    try:
        await acts.perform(database, lambda db: payments.pay(db, reservation, 12_000, "p1"))
    except NothingReserved:
        return False
    return True


class TestPaymentAndExpiryOfAReservation:
    """Case 31 of the bad-input list."""

    async def test_payment_first(self, database: Database, account: LearningAccount) -> None:
        reservation = await reserved(database, account)
        assert await pay_all(database, reservation)
        await expire_everything(database, LATE)
        assert await state(database, account) == (ReservationState.PAID, 0, 12_000)

    async def test_expiry_first(self, database: Database, account: LearningAccount) -> None:
        reservation = await reserved(database, account)
        await expire_everything(database, LATE)
        with pytest.raises(ReservationExpired):
            await acts.perform(database, lambda db: payments.pay(db, reservation, 12_000, "p1"))
        assert await state(database, account) == (ReservationState.EXPIRED, 0, 0)

    async def test_at_the_same_moment_one_of_them_wins(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        is_paid, *_ = await asyncio.gather(
            pay_all(database, reservation),
            expire_everything(database, LATE),
            expire_everything(database, LATE),
        )
        won = (ReservationState.PAID, 0, 12_000) if is_paid else (ReservationState.EXPIRED, 0, 0)
        assert await state(database, account) == won
        assert await is_clean(database, account)


class TestReservationAndExpiryOfALot:
    """Somebody reserves on the last day, while the clock of another process is past it."""

    async def test_at_the_same_moment_one_of_them_wins(self, database: Database) -> None:
        account = await open_books(database, Paid("supermarkt_demo", 10_000))

        async def reserve() -> bool:
            last_minute = wish(10_000, starts_on=LAST_DAY)
            try:
                await acts.perform(
                    database,
                    lambda db: reservations.reserve(db, account, last_minute, "r1", LAST_DAY),
                )
            except NotEnoughMoney:
                return False
            return True

        is_reserved, *_ = await asyncio.gather(reserve(), expire_everything(database, AFTER))
        lapsed_cents = sum((await in_funds(database)).values())
        assert lapsed_cents == (0 if is_reserved else 10_000)
        assert await is_clean(database, account)


class TestNewNames:
    """Two writers who meet a depositor, provider or account for the first time, together."""

    async def test_both_get_the_same_one(self, database: Database) -> None:
        accounts = await asyncio.gather(
            *(open_books(database, Paid("bank_demo", 1_000)) for _ in range(6))
        )
        await asyncio.gather(
            *(
                acts.perform(
                    database,
                    lambda db, each=each: reservations.reserve(
                        db, each, wish(500), f"r {each.id}", date(2026, 11, 24)
                    ),
                )
                for each in accounts
            )
        )
        for each in accounts:
            assert await state(database, each) == (ReservationState.RESERVED, 500, 0)
