"""One key, one act; and a change of work moves no money."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import acts, service
from api.accounts.employment import changes_of, note_change
from api.accounts.ledger import NotEnoughMoney
from api.accounts.reservations import service as reservations
from api.accounts.reservations.tables import EmploymentChange, Reservation
from api.accounts.tables import (
    LearningAccount,
)
from api.database import Database
from tests.accounts.books import TODAY, totals, wish


class TestRefusalsOfKeys:
    """Goal L2: what was refused with a key stays refused with that key."""

    async def test_refusal_replays_also_when_the_money_came_later(
        self, database: Database, account: LearningAccount
    ) -> None:
        async def ask(db: AsyncSession) -> Reservation:
            return await reservations.reserve(db, account, wish(25_000), "veel", TODAY)

        for _ in range(2):
            with pytest.raises(NotEnoughMoney) as refusal:
                await acts.perform(database, ask)
            assert refusal.value.facts == {"available_cents": 20_000}
        async with database.transaction() as db:
            paid_in = service.Deposit("Werkgever", "bank_demo", 9_000, date(2026, 2, 2), "later")
            await service.deposit(db, account, paid_in)
        with pytest.raises(NotEnoughMoney) as refusal:
            await acts.perform(database, ask)
        assert refusal.value.facts == {"available_cents": 20_000}
        assert await totals(database, account) == (29_000, 0)

    async def test_what_was_done_replays_as_done(
        self, database: Database, account: LearningAccount
    ) -> None:
        async def ask(db: AsyncSession) -> Reservation:
            return await reservations.reserve(db, account, wish(15_000), "veel", TODAY)

        first = await acts.perform(database, ask)
        second = await acts.perform(database, ask)
        assert first.id == second.id
        assert await totals(database, account) == (5_000, 15_000)


class TestEmployment:
    async def test_new_employer_moves_no_money_and_shows_in_the_history(
        self, database: Database, account: LearningAccount
    ) -> None:
        steps = [
            (EmploymentChange.LEFT_EMPLOYER, date(2026, 5, 1), "Supermarkt Zon"),
            (EmploymentChange.UNEMPLOYED, date(2026, 5, 1), ""),
            (EmploymentChange.NEW_EMPLOYER, date(2026, 8, 1), "Bank Noord"),
        ]
        for number, (change, day, employer) in enumerate(steps):
            for _ in range(2):
                async with database.transaction() as db:
                    await note_change(db, account, change, day, f"e{number}", employer)
        assert await totals(database, account) == (20_000, 0)
        async with database.reading() as db:
            noted = await changes_of(db, account)
        assert [(e.change, e.happened_on, e.employer) for e in noted] == steps
