"""The promises about presence, load, alarms and figures, on PostgreSQL too."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from api.console.signing_in.second_factors import CodeRefused, SecondFactors
from api.console.signing_in.tables import RecoveryCode
from api.database import Database
from api.signals import Signals
from tests.escalations.test_alarms import (
    test_comes_again_when_their_coach_drops_out,
    test_is_over_once_a_coach_has_them,
)
from tests.escalations.test_assignment import (
    _by_turns,
    test_everybody_gets_their_turn,
    test_nobody_gets_more_than_fits_when_everything_happens_at_once,
)
from tests.escalations.test_presence import TestCapacity, add_coach
from tests.escalations.test_service_level import TestFigures

__all__ = [
    "TestCapacity",
    "TestFigures",
    "_by_turns",
    "test_comes_again_when_their_coach_drops_out",
    "test_everybody_gets_their_turn",
    "test_is_over_once_a_coach_has_them",
    "test_nobody_gets_more_than_fits_when_everything_happens_at_once",
]


@pytest.fixture
async def database(postgresql_url: str) -> AsyncIterator[Database]:
    """A migrated database on PostgreSQL."""
    database = Database(postgresql_url, Signals())
    yield database
    await database.close()


async def test_code_counts_once(database: Database) -> None:
    coach = await add_coach(database)
    factors = SecondFactors(database, "k" * 32)
    secret = factors.offer()
    totp = factors.open(secret)
    code = totp.now()
    codes = await factors.enrol(coach.id, secret, code)
    with pytest.raises(CodeRefused):
        await factors.check(coach.id, code)
    await factors.check(coach.id, codes[0])
    with pytest.raises(CodeRefused):
        await factors.check(coach.id, codes[0])
    async with database.reading() as db:
        used = [one.used_at for one in await db.scalars(select(RecoveryCode))]
    assert sum(moment is not None for moment in used) == 1
