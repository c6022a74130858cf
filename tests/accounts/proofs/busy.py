"""A busy life on one account: many acts in a row, chosen by a seed, some refused."""

import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.accounts import acts, corrections, expiry, payments, service
from api.accounts.reservations import service as reservations
from api.accounts.reservations.overview import reservations_of
from api.accounts.reservations.tables import Purpose
from api.accounts.tables import LearningAccount, Transfer
from api.database import Database
from api.errors import LeermaatError
from tests.accounts.books import TODAY, Paid, open_books, wish

SCHEMES = ("bank_demo", "supermarkt_demo", "coachfonds_demo")


class BusyLife:
    """Does acts on one account; every key it used is kept, with whether the act was refused."""

    def __init__(self, database: Database, account: LearningAccount, seed: int) -> None:
        self.database = database
        self.account = account
        self.random = random.Random(seed)  # noqa: S311
        self.today = TODAY
        self.done: list[tuple[str, Callable[[Any], Awaitable[Any]]]] = []

    async def live(self, steps: int) -> None:
        """Do so many acts, whatever comes of each."""
        kinds = [self.deposit, self.reserve, self.pay, self.give_back, self.refund, self.reverse]
        for number in range(steps):
            (act,) = self.random.choices(kinds, weights=[2, 4, 5, 1, 3, 1])
            await act(f"{self.account.id}/{number}")
            if number % 10 == 9:
                self.today += timedelta(days=self.random.choice([30, 200]))
                await expiry.expire_everything(self.database, self.today)

    async def perform(self, key: str, act: Callable[[Any], Awaitable[Any]]) -> None:
        """Do one act, and keep it for doing it again with the same key."""
        try:
            await acts.perform(self.database, act)
        except LeermaatError:
            return
        self.done.append((key, act))

    async def deposit(self, key: str) -> None:
        """A deposit under some scheme, of some time in the last years."""
        day = self.today - timedelta(days=self.random.randrange(600))
        cents = self.random.randrange(1, 30_000)
        paid_in = service.Deposit("Werkgever", self.random.choice(SCHEMES), cents, day, key)
        await self.perform(key, lambda db: service.deposit(db, self.account, paid_in))

    async def reserve(self, key: str) -> None:
        """Money put aside, sometimes more than there is."""
        wanted = wish(
            self.random.randrange(1, 15_000),
            self.random.choice(list(Purpose)),
            self.today + timedelta(days=self.random.randrange(60)),
        )
        today = self.today
        await self.perform(
            key, lambda db: reservations.reserve(db, self.account, wanted, key, today)
        )

    async def pay(self, key: str) -> None:
        """A payment from some reservation."""
        cents, of = self.random.randrange(1, 3_000), await self._some_reservation()
        await self.perform(key, lambda db: payments.pay(db, of, cents, key))

    async def give_back(self, key: str) -> None:
        """A cancellation, of a part or of everything."""
        cents = self.random.choice([None, self.random.randrange(1, 5_000)])
        of, today = await self._some_reservation(), self.today
        await self.perform(key, lambda db: reservations.give_back(db, of, key, cents, today))

    async def refund(self, key: str) -> None:
        """Money that comes back from a provider."""
        cents, of, today = (
            self.random.randrange(1, 5_000),
            await self._some_reservation(),
            self.today,
        )
        await self.perform(key, lambda db: payments.refund(db, of, cents, key, today))

    async def reverse(self, key: str) -> None:
        """A correction of some transfer."""
        async with self.database.reading() as db:
            found: Sequence[UUID] = (
                await db.scalars(
                    select(Transfer.id)
                    .where(Transfer.learning_account_id == self.account.id)
                    .order_by(Transfer.number)
                )
            ).all()
        of = self.random.choice(found)
        await self.perform(key, lambda db: corrections.reverse(db, of, "Fout", key))

    async def _some_reservation(self) -> UUID:
        """One with money still put aside or paid, when there is any."""
        async with self.database.reading() as db:
            known = await reservations_of(db, self.account)
        known.sort(key=lambda each: each.reservation.act_key)
        alive = [each for each in known if each.holdings.held_cents or each.holdings.paid_cents]
        choice = alive or known
        return self.random.choice(choice).reservation.id if choice else UUID(int=0)


async def busy_life(database: Database, seed: int = 3, steps: int = 20) -> BusyLife:
    """A new account on which a lot has happened."""
    account = await open_books(
        database,
        Paid("bank_demo", 40_000),
        Paid("supermarkt_demo", 17_500, date(2024, 3, 1)),
        Paid("coachfonds_demo", 60_000, date(2025, 3, 1)),
    )
    life = BusyLife(database, account, seed)
    await life.live(steps)
    return life
