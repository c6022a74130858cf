"""Promises about work that is given out by turns."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from api.database import Database
from api.escalations import assignment, presence, service
from api.escalations.assignment import Assignment
from api.escalations.repository import EscalationRepository
from api.escalations.tables import AwayReason, Coach, Escalation
from api.organisation import WorkDivision, get_organisation
from api.settings import Settings
from api.signals import Signals
from tests.escalations.test_presence import add_coach, ask, connect, in_hand


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """A migrated database."""
    database = Database(settings.database_url, Signals())
    yield database
    await database.close()


@pytest.fixture(autouse=True)
def _by_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """An organisation that gives out work by turns."""
    by_turns = get_organisation().model_copy(update={"work_division": WorkDivision.ROUND_ROBIN})
    monkeypatch.setattr(assignment, "get_organisation", lambda: by_turns)


async def present(database: Database, name: str, **values: object) -> Coach:
    """A coach who is there."""
    coach = await add_coach(database, name, **values)
    await connect(database, coach)
    return coach


async def loads(database: Database, *coaches: Coach) -> list[int]:
    """How many conversations each has."""
    return [await in_hand(database, coach) for coach in coaches]


async def test_everybody_gets_their_turn(database: Database) -> None:
    coaches = [await present(database, name) for name in ("Ali", "Bo", "Cas")]
    for _ in range(6):
        await ask(database)
        await Assignment(database).look()
    assert await loads(database, *coaches) == [2, 2, 2]


async def test_nobody_gets_more_than_fits(database: Database) -> None:
    small = await present(database, "Ali", capacity=1)
    large = await present(database, "Bo", capacity=3)
    for _ in range(6):
        await ask(database)
    await Assignment(database).look()
    assert await loads(database, small, large) == [1, 3]
    async with database.reading() as db:
        assert len(await EscalationRepository(db).waiting()) == 2


async def test_nobody_gets_more_than_fits_when_everything_happens_at_once(
    database: Database,
) -> None:
    coach = await present(database, "Ali", capacity=3)
    waiting = [await ask(database) for _ in range(8)]

    async def take(escalation_id: object) -> None:
        try:
            async with database.transaction() as db:
                await service.claim(db, escalation_id, coach)  # type: ignore[arg-type]
        except (presence.AtCapacity, service.AlreadyClaimed):
            pass

    looks = [Assignment(database).look() for _ in range(4)]
    await asyncio.gather(*looks, *(take(one.id) for one in waiting))
    assert await in_hand(database, coach) == 3


async def test_who_is_away_gets_nothing_and_finds_the_backlog_on_return(
    database: Database,
) -> None:
    coach = await present(database, "Ali")
    async with database.transaction() as db:
        await presence.go_away(db, coach.id, AwayReason.BREAK)
    for _ in range(3):
        await ask(database)
    await Assignment(database).look()
    assert await in_hand(database, coach) == 0
    async with database.transaction() as db:
        await presence.come_back(db, coach.id)
    await Assignment(database).look()
    assert await in_hand(database, coach) == 3


async def test_appointment_is_left_to_the_coach_who_made_it(database: Database) -> None:
    coach = await present(database, "Ali")
    escalation = await ask(database)
    async with database.transaction() as db:
        await db.execute(update(Escalation).values(reason="appointment"))
    await Assignment(database).look()
    assert await in_hand(database, coach) == 0
    async with database.transaction() as db:
        await service.claim(db, escalation.id, coach)
    assert await in_hand(database, coach) == 1


async def test_by_hand_nothing_is_given_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment, "get_organisation", get_organisation)
    coach = await present(database, "Ali")
    await ask(database)
    await Assignment(database).look()
    assert await in_hand(database, coach) == 0
