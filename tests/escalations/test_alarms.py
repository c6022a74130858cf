"""Promises about urgent workers whom nobody takes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from api.database import Database
from api.escalations import service
from api.escalations.alarms import is_raised, raise_alarms
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Escalation
from api.settings import Settings
from api.signals import DESK, Signals
from tests.escalations.test_presence import add_coach, ask

# A Tuesday; Amsterdam is an hour ahead, and open from 9 to 17.
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
OPENING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """A migrated database."""
    database = Database(settings.database_url, Signals())
    yield database
    await database.close()


async def urgent(database: Database, at: datetime, **values: object) -> Escalation:
    """Somebody who asked at this moment and cannot wait."""
    escalation = await ask(database)
    async with database.transaction() as db:
        values = {"is_urgent": True, "requested_at": at} | values
        await db.execute(update(Escalation).values(**values))
    return escalation


async def raised(database: Database, moment: datetime) -> bool:
    """Whether there is an alarm once the clock has looked at this moment."""
    async with database.transaction() as db:
        await raise_alarms(db, moment)
        return any(map(is_raised, await EscalationRepository(db).waiting()))


async def test_comes_after_five_minutes_and_not_before(database: Database) -> None:
    await urgent(database, NOON)
    assert not await raised(database, NOON + 5 * MINUTE - timedelta(seconds=1))
    assert await raised(database, NOON + 5 * MINUTE)


async def test_rings_the_desk_once(database: Database) -> None:
    await urgent(database, NOON)
    with database.signals.listening(DESK) as listener:
        await raised(database, NOON + 5 * MINUTE)
        assert await listener.wait(1)
        await raised(database, NOON + 6 * MINUTE)
        assert not await listener.wait(0.05)


async def test_only_for_who_is_urgent(database: Database) -> None:
    await urgent(database, NOON, is_urgent=False)
    assert not await raised(database, NOON + 60 * MINUTE)


async def test_is_over_once_a_coach_has_them(database: Database) -> None:
    escalation = await urgent(database, NOON)
    assert await raised(database, NOON + 5 * MINUTE)
    coach = await add_coach(database)
    async with database.transaction() as db:
        await service.claim(db, escalation.id, coach)
    assert not await raised(database, NOON + 6 * MINUTE)


async def test_comes_again_when_their_coach_drops_out(database: Database) -> None:
    await urgent(database, NOON)
    assert await raised(database, NOON + 5 * MINUTE)
    async with database.transaction() as db:
        await db.execute(update(Escalation).values(returned_at=NOON + 20 * MINUTE))
    assert not await raised(database, NOON + 24 * MINUTE)
    assert await raised(database, NOON + 25 * MINUTE)


@pytest.mark.parametrize(("minutes", "expected"), [(-60, False), (4, False), (5, True)])
async def test_who_asked_at_night_alarms_five_minutes_after_opening(
    database: Database, minutes: int, expected: bool
) -> None:
    await urgent(database, OPENING - 6 * 60 * MINUTE)
    assert await raised(database, OPENING + minutes * MINUTE) is expected
