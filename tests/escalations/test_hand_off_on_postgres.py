"""A few promises of the hand-off on PostgreSQL, where writers can really be at work at once.

`TEST_DATABASE=postgresql` runs all the others there too.
"""

import pytest

from api.settings import Settings
from tests.appointments.test_appointments import TestMaking as Appointments
from tests.appointments.test_appointments import bookable
from tests.conftest import RunningApi
from tests.escalations import test_races as races
from tests.escalations.test_drop_outs import Coaches
from tests.escalations.test_drop_outs import TestDropOut as DropOuts
from tests.escalations.test_outside_hours import (
    test_promise_that_was_not_kept_is_made_up_for_by_who_is_there as make_up_for_it,
)
from tests.escalations.test_races import world
from tests.support.hours import closed_today

__all__ = ["bookable", "world"]


@pytest.fixture
def settings(settings: Settings, postgresql_url: str) -> Settings:
    """Settings with a fresh PostgreSQL database."""
    settings.database_url = postgresql_url
    return settings


async def test_one_of_two_coaches_has_it(
    world: races.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(races, "ROUNDS", 20)
    await races.test_of_two_coaches_at_the_same_instant_one_wins_and_one_is_told(world)


async def test_worker_and_coach_both_get_through(world: races.World) -> None:
    await races.test_worker_and_coach_at_the_same_instant_both_get_through(world)


async def test_moment_is_booked_once(api: RunningApi, coaches: Coaches) -> None:
    await Appointments().test_of_many_at_the_same_instant_each_coach_has_one(api, coaches)


async def test_who_loses_a_coach_is_at_the_head(api: RunningApi, coaches: Coaches) -> None:
    await DropOuts().test_lost_connection_brings_the_worker_back_at_the_head(api, coaches)


async def test_broken_promise_is_made_up_for(
    api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_today(monkeypatch)
    await make_up_for_it(api, coaches)
