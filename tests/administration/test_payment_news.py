"""News of a payment comes twice, late, too early or with another sum (case 34 of the bad input).

There is no payment provider that calls us. What was paid, or came back, is brought by an
administrator who signs in, and the same rules hold for it.
"""

import asyncio
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from api.accounts.expiry import expire_everything
from api.accounts.reservations.service import give_back, reserve
from api.accounts.reservations.tables import Purpose
from api.accounts.tables import LearningAccount
from api.database import Database
from tests.accounts.books import START, TODAY, Paid, in_funds, is_clean, open_books, totals, wish
from tests.administration.conftest import Administer, Done

PAID_IN, HELD = 30_000, 10_000
FREE = PAID_IN - HELD


@pytest.fixture
async def account(database: Database) -> LearningAccount:
    """300 euros that do not lapse."""
    return await open_books(database, Paid("bank_demo", PAID_IN))


@pytest.fixture
async def reservation(database: Database, account: LearningAccount) -> UUID:
    """A hundred euros put aside."""
    async with database.transaction() as db:
        return (await reserve(db, account, wish(HELD), str(uuid4()), TODAY)).id


class Desk:
    """An administrator who books news about one reservation."""

    def __init__(self, administer: Administer, reservation: UUID, email: str) -> None:
        self.administer, self.reservation, self.email = administer, reservation, email

    async def paid(self, amount: str, invoice: str = "F1") -> Done:
        """The provider was paid."""
        news = ("pay", self.reservation, "--amount", amount, "--invoice", invoice)
        return await self.administer(*news, "--as", self.email)

    async def came_back(self, amount: str, reference: str = "T1") -> Done:
        """The provider paid back."""
        news = ("refund", self.reservation, amount, "--reference", reference)
        return await self.administer(*news, "--as", self.email)


@pytest.fixture
def desk(administer: Administer, reservation: UUID, administrators: tuple[str, str]) -> Desk:
    """Anna, with news about the hundred euros."""
    return Desk(administer, reservation, administrators[0])


def refused(done: Done, because: str) -> bool:
    return done.code == 1 and done.complaints == [because, "Er is niets veranderd."]


async def stands(database: Database, account: LearningAccount) -> tuple[int, int]:
    """What is free and what is reserved; the book is clean whatever came."""
    assert await is_clean(database, account)
    return await totals(database, account)


class TestPaid:
    async def test_twice(self, desk: Desk, database: Database, account: LearningAccount) -> None:
        assert (await desk.paid("40,00")).code == 0
        for amount in ("40,00", "50,00"):  # the same news, and with another sum
            assert refused(await desk.paid(amount), "Deze factuur is al betaald.")
        assert await stands(database, account) == (FREE, HELD - 4_000)

    async def test_twice_at_the_same_moment(
        self, desk: Desk, database: Database, account: LearningAccount
    ) -> None:
        done = await asyncio.gather(*(desk.paid("40,00") for _ in range(5)))
        assert sorted(each.code for each in done) == [0, 1, 1, 1, 1]
        assert await stands(database, account) == (FREE, HELD - 4_000)

    @pytest.mark.parametrize("amount", ["100,01", "99.999,00"])
    async def test_more_than_was_put_aside(
        self, desk: Desk, database: Database, account: LearningAccount, amount: str
    ) -> None:
        assert refused(await desk.paid(amount), "Zoveel is er niet gereserveerd.")
        assert await stands(database, account) == (FREE, HELD)
        assert (await desk.paid("100,00")).code == 0, "the right sum is still welcome"

    async def test_late_after_the_worker_cancelled(
        self, desk: Desk, database: Database, account: LearningAccount
    ) -> None:
        async with database.transaction() as db:
            await give_back(db, desk.reservation, str(uuid4()), None, TODAY)
        done = await desk.paid("100,00")
        assert (done.code, len(done.complaints)) == (1, 2)
        assert await stands(database, account) == (PAID_IN, 0)

    async def test_late_after_the_clock_gave_it_back(
        self, desk: Desk, database: Database, account: LearningAccount
    ) -> None:
        await expire_everything(database, START + timedelta(days=91))
        done = await desk.paid("100,00")
        assert (done.code, len(done.complaints)) == (1, 2)
        assert await stands(database, account) == (PAID_IN, 0)

    async def test_of_what_nobody_knows(
        self, administer: Administer, administrators: tuple[str, str]
    ) -> None:
        nowhere = Desk(administer, uuid4(), administrators[0])
        for done in (await nowhere.paid("1,00"), await nowhere.came_back("1,00")):
            assert refused(done, "Dit nummer is niet bekend.")

    async def test_by_somebody_who_may_not(
        self, desk: Desk, database: Database, account: LearningAccount
    ) -> None:
        desk.email = "coen@werkplaats.example"
        assert (await desk.paid("40,00")).code == 1
        assert (await desk.came_back("40,00")).code == 1
        assert await stands(database, account) == (FREE, HELD)


class TestCameBack:
    async def test_before_it_was_paid(
        self, desk: Desk, database: Database, account: LearningAccount
    ) -> None:
        early = await desk.came_back("40,00")
        assert refused(early, "Zoveel is er niet aan de opleider betaald.")
        await desk.paid("100,00")
        assert (await desk.came_back("40,00")).code == 0
        assert await stands(database, account) == (FREE + 4_000, 0)

    async def test_twice_and_with_another_sum(
        self, desk: Desk, database: Database, account: LearningAccount
    ) -> None:
        await desk.paid("100,00")
        assert (await desk.came_back("40,00")).code == 0
        for amount in ("40,00", "50,00"):
            again = await desk.came_back(amount)
            assert refused(again, "Deze terugbetaling is al geboekt.")
        assert await stands(database, account) == (FREE + 4_000, 0)

    async def test_paid_again_after_it_came_back(
        self, desk: Desk, database: Database, account: LearningAccount
    ) -> None:
        await desk.paid("100,00")
        await desk.came_back("100,00")
        assert refused(await desk.paid("100,00"), "Deze factuur is al betaald.")
        assert (await desk.paid("100,00", "F2")).code == 1, "nothing is put aside any more"
        assert await stands(database, account) == (PAID_IN, 0)

    async def test_more_than_was_paid(
        self, desk: Desk, database: Database, account: LearningAccount
    ) -> None:
        await desk.paid("30,00")
        done = await desk.came_back("30,01")
        assert refused(done, "Zoveel is er niet aan de opleider betaald.")
        assert await stands(database, account) == (FREE, HELD - 3_000)


async def test_money_that_comes_back_too_late_goes_where_its_scheme_says(
    administer: Administer, database: Database, administrators: tuple[str, str]
) -> None:
    old = Paid("coachfonds_demo", HELD, date(2024, 11, 1))
    account = await open_books(database, old)
    async with database.transaction() as db:
        day = date(2026, 10, 1)
        coach = wish(HELD, kind=Purpose.COACHING, starts_on=day)
        made = await reserve(db, account, coach, str(uuid4()), day)
    desk = Desk(administer, made.id, administrators[0])
    assert (await desk.paid("100,00")).code == 0
    assert (await desk.came_back("100,00")).code == 0
    assert await in_funds(database) == {"Coachfonds (voorbeeld)": HELD}
    assert await stands(database, account) == (0, 0)
