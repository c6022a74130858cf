"""Reserved money is paid, given back or refunded: never more than there is, never twice."""

from datetime import date

import pytest

from api.accounts.acts import IdempotencyKeyReused
from api.accounts.expiry import expire_everything
from api.accounts.holdings import NothingPaid, NothingReserved
from api.accounts.ledger import InvalidAmount
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations import service as reservations
from api.accounts.reservations.overview import ReservationState
from api.accounts.reservations.tables import Purpose
from api.accounts.tables import (
    LearningAccount,
)
from api.database import Database
from tests.accounts.books import (
    TODAY,
    Paid,
    give_back,
    in_funds,
    is_clean,
    left_per_lot,
    open_books,
    pay,
    refund,
    reserved,
    state,
    totals,
    wish,
)

LONG_AFTER = date(2040, 1, 1)


class TestPay:
    async def test_pays_part_and_the_rest_stays_reserved(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await pay(database, reservation, 11_000)
        assert await totals(database, account) == (8_000, 1_000)
        assert await state(database, account) == (ReservationState.RESERVED, 1_000, 11_000)
        await give_back(database, reservation)
        assert await state(database, account) == (ReservationState.PAID, 0, 11_000)
        assert await totals(database, account) == (9_000, 0)
        assert await is_clean(database, account)

    async def test_same_key_pays_once(self, database: Database, account: LearningAccount) -> None:
        reservation = await reserved(database, account)
        for _ in range(3):
            await pay(database, reservation, 11_000)
        assert await totals(database, account) == (8_000, 1_000)

    async def test_same_key_with_another_amount_is_refused(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await pay(database, reservation, 11_000)
        with pytest.raises(IdempotencyKeyReused):
            await pay(database, reservation, 1_000)

    async def test_same_key_for_another_worker_is_refused(
        self, database: Database, account: LearningAccount
    ) -> None:
        other = await open_books(database, Paid("bank_demo", 10_000))
        await reserved(database, account)
        with pytest.raises(IdempotencyKeyReused):
            await reserved(database, other, 5_000)
        assert await totals(database, other) == (10_000, 0)

    async def test_never_more_than_is_reserved(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        with pytest.raises(NothingReserved) as refusal:
            await pay(database, reservation, 12_001)
        assert refusal.value.facts == {"held_cents": 12_000}
        await pay(database, reservation, 12_000)
        with pytest.raises(NothingReserved):
            await pay(database, reservation, 1, "p2")

    async def test_never_from_another_reservation(
        self, database: Database, account: LearningAccount
    ) -> None:
        first = await reserved(database, account, 3_000)
        async with database.transaction() as db:
            await reservations.reserve(db, account, wish(5_000), "r2", TODAY)
        with pytest.raises(NothingReserved):
            await pay(database, first, 3_001)

    async def test_not_after_it_was_given_back(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await give_back(database, reservation)
        with pytest.raises(NothingReserved):
            await pay(database, reservation, 1)
        assert await state(database, account) == (ReservationState.CANCELLED, 0, 0)

    @pytest.mark.parametrize("cents", [0, -5, 1.5, True, 10**12])
    async def test_only_whole_cents(
        self, database: Database, account: LearningAccount, cents: int
    ) -> None:
        reservation = await reserved(database, account)
        with pytest.raises(InvalidAmount):
            await pay(database, reservation, cents)


class TestGiveBack:
    async def test_goes_to_the_lots_it_came_from(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        assert await left_per_lot(database, account) == [0, 8_000]
        await give_back(database, reservation)
        assert await left_per_lot(database, account) == [10_000, 10_000]

    async def test_of_a_part_what_expires_last_comes_first(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await give_back(database, reservation, 3_000)
        assert await left_per_lot(database, account) == [1_000, 10_000]

    async def test_not_after_it_was_paid(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await pay(database, reservation, 12_000)
        with pytest.raises(NothingReserved):
            await give_back(database, reservation)


class TestRefund:
    async def test_goes_to_the_lots_it_came_from(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await pay(database, reservation, 12_000)
        await refund(database, reservation, 3_000)
        assert await left_per_lot(database, account) == [1_000, 10_000]
        await refund(database, reservation, 9_000, "t2")
        assert await left_per_lot(database, account) == [10_000, 10_000]
        assert await is_clean(database, account)

    async def test_never_more_than_was_paid(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account)
        await pay(database, reservation, 2_000)
        with pytest.raises(NothingPaid) as refusal:
            await refund(database, reservation, 2_001)
        assert refusal.value.facts == {"paid_cents": 2_000}

    async def test_after_the_last_day_the_scheme_gives_some_months_more(
        self, database: Database, account: LearningAccount
    ) -> None:
        reservation = await reserved(database, account, 4_000)
        await pay(database, reservation, 4_000)
        late = date(2031, 3, 1)
        await refund(database, reservation, 4_000, today=late)
        async with database.reading() as db:
            first, _ = await LearningAccountRepository(db).lots(account)
        assert first.available_cents == 4_000
        assert first.lot.last_day == date(2031, 9, 1)
        # The 60 euros that were still on it when it expired did not get a longer life.
        assert await in_funds(database) == {"Leerfonds Supermarkten (voorbeeld)": 6_000}
        await expire_everything(database, date(2031, 9, 2))
        assert await in_funds(database) == {"Leerfonds Supermarkten (voorbeeld)": 10_000}
        assert await is_clean(database, account)

    async def test_or_the_scheme_sends_it_to_the_fund(self, database: Database) -> None:
        account = await open_books(database, Paid("coachfonds_demo", 10_000))
        async with database.transaction() as db:
            coach = wish(4_000, Purpose.COACHING)
            reservation = await reservations.reserve(db, account, coach, "r1", TODAY)
        await pay(database, reservation.id, 4_000)
        await refund(database, reservation.id, 4_000, today=LONG_AFTER)
        assert await totals(database, account) == (0, 0)
        assert await in_funds(database) == {"Coachfonds (voorbeeld)": 10_000}
