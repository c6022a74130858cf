"""What ends by the clock goes where the scheme says, and only what is free."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from api.accounts.expiry import expire_everything
from api.accounts.holdings import NothingReserved
from api.accounts.ledger import NotEnoughMoney
from api.accounts.reservations import service as reservations
from api.accounts.reservations.overview import ReservationState
from api.accounts.reservations.tables import Purpose, Reservation
from api.accounts.tables import LearningAccount, Lot
from api.database import Database
from tests.accounts.books import (
    START,
    TODAY,
    Paid,
    in_funds,
    is_clean,
    open_books,
    pay,
    reserved,
    state,
    totals,
    wish,
)

LONG_AFTER = date(2040, 1, 1)


class TestExpiry:
    async def test_goes_to_the_fund_and_never_back_to_the_depositor(
        self, database: Database, account: LearningAccount
    ) -> None:
        await expire_everything(database, date(2031, 1, 1))
        assert await totals(database, account) == (20_000, 0)
        for _ in range(2):
            await expire_everything(database, date(2031, 1, 2))
        assert await totals(database, account) == (10_000, 0)
        assert await in_funds(database) == {"Leerfonds Supermarkten (voorbeeld)": 10_000}
        assert await is_clean(database, account)

    async def test_what_has_expired_is_not_spent_before_the_job_came_by(
        self, database: Database, account: LearningAccount
    ) -> None:
        late = wish(10_001, starts_on=LONG_AFTER)
        with pytest.raises(NotEnoughMoney) as refusal:
            async with database.transaction() as db:
                await reservations.reserve(db, account, late, "r1", LONG_AFTER)
        assert refusal.value.facts == {"available_cents": 10_000}

    async def test_reserved_money_outlives_its_last_day(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account, 4_000)
        async with database.transaction() as db:
            (await db.get_one(Reservation, reservation)).starts_on = LONG_AFTER
        await expire_everything(database, LONG_AFTER)
        assert await totals(database, account) == (10_000, 4_000)
        await pay(database, reservation, 4_000)
        assert await state(database, account) == (ReservationState.PAID, 0, 4_000)

    async def test_reservation_ends_long_after_its_start(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await pay(database, reservation, 2_000)
        await expire_everything(database, START + timedelta(days=90))
        assert await state(database, account) == (ReservationState.RESERVED, 10_000, 2_000)
        for _ in range(2):
            await expire_everything(database, START + timedelta(days=91))
        assert await state(database, account) == (ReservationState.PAID, 0, 2_000)
        assert await totals(database, account) == (18_000, 0)

    async def test_a_reservation_that_no_scheme_decides_keeps_no_other_waiting(
        self, database: Database
    ) -> None:
        accounts = [await open_books(database, Paid("coachfonds_demo", 9_000)) for _ in range(3)]
        async with database.transaction() as db:
            for number, account in enumerate(accounts):
                coach = wish(4_000, kind=Purpose.COACHING)
                await reservations.reserve(db, account, coach, f"r{number}", TODAY)
            orphan = select(Lot).where(Lot.learning_account_id == accounts[0].id)
            (await db.scalars(orphan)).one().scheme = "verdwenen"
        await expire_everything(database, LONG_AFTER)
        states = [(await state(database, account))[0] for account in accounts]
        assert states == [ReservationState.RESERVED, *[ReservationState.EXPIRED] * 2]

    async def test_unpaid_reservation_is_called_expired(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await expire_everything(database, START + timedelta(days=91))
        assert await state(database, account) == (ReservationState.EXPIRED, 0, 0)
        with pytest.raises(NothingReserved):
            await pay(database, reservation, 1)

    async def test_payment_just_before_the_end_wins(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await pay(database, reservation, 12_000)
        await expire_everything(database, START + timedelta(days=91))
        assert await state(database, account) == (ReservationState.PAID, 0, 12_000)
