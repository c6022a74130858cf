"""How busy it is: the bot says what the coaches' own screen says."""

from typing import Any

import pytest

from actions.queue import ShowQueue
from tests.support.actions import ScriptedApi, heard, run

OPENING = "2026-11-25T08:00:00Z"


@pytest.mark.parametrize(
    ("queue", "says"),
    [
        ({"is_open": True, "is_anybody_there": True}, "Aantal mensen in de rij: 2."),
        ({"is_open": False, "is_anybody_there": True}, "Aantal mensen in de rij: 2."),
        ({"is_open": True, "is_anybody_there": False}, "Er is nu even geen coach."),
        ({"is_open": False, "is_anybody_there": False}, "weer op woensdag 25 november om 9.00 uur"),
    ],
)
async def test_a_coach_who_is_there_counts_whatever_the_clock_says(
    scripted_api: ScriptedApi, queue: dict[str, Any], says: str
) -> None:
    busy = {"waiting": 2, "median_minutes": 6, "long_minutes": 30, "next_opening": OPENING}
    scripted_api.on("GET /turn/escalation/queue", busy | queue)
    assert says in (await run(ShowQueue(), heard("hoe lang duurt het"))).text
