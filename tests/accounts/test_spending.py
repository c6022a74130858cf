"""Money pays for what its scheme says, and for nothing else."""

import pytest

from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations import service as reservations
from api.accounts.reservations.tables import Purpose
from api.accounts.schemes import RuleUnknown
from api.accounts.spending import PurposeNotAllowed, SchemeRefuses
from api.accounts.tables import (
    LearningAccount,
    Lot,
)
from api.database import Database
from tests.accounts.books import TODAY, Paid, left_per_lot, open_books, reserved, wish


class TestPurpose:
    async def test_restricted_money_pays_for_nothing_else(self, database: Database) -> None:
        account = await open_books(
            database, Paid("coachfonds_demo", 10_000), Paid("bank_demo", 5_000)
        )
        with pytest.raises(PurposeNotAllowed) as refusal:
            await reserved(database, account, 5_001)
        assert refusal.value.facts["available_cents"] == 5_000
        await reserved(database, account, 5_000)
        assert await left_per_lot(database, account) == [10_000, 0]

    async def test_restricted_money_pays_for_its_purpose(self, database: Database) -> None:
        account = await open_books(
            database, Paid("coachfonds_demo", 10_000), Paid("bank_demo", 5_000)
        )
        async with database.transaction() as db:
            coach = wish(12_000, Purpose.COACHING)
            await reservations.reserve(db, account, coach, "r1", TODAY)
        assert await left_per_lot(database, account) == [0, 3_000]

    async def test_scheme_that_is_gone_is_a_rule_we_do_not_know(
        self, database: Database, account: LearningAccount
    ) -> None:
        async with database.transaction() as db:
            for lot in await LearningAccountRepository(db).lots(account):
                (await db.get_one(Lot, lot.lot.id)).scheme = "verdwenen"
        with pytest.raises(RuleUnknown):
            await reserved(database, account, 1_000)

    async def test_named_ground(self, database: Database) -> None:
        account = await open_books(database, Paid("bank_demo", 600_000))
        with pytest.raises(SchemeRefuses) as refusal:
            await reserved(database, account, 500_001)
        assert refusal.value.facts["ground"] == "bedrag_te_hoog"
