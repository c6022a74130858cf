"""Killing the bridge loses nothing and does nothing twice. The long form is a benchmark."""

from pathlib import Path

from api.settings import Settings
from benchmarks.telegram_kills import run

UPDATES, KILLS, SEED = 40, 2, 7


async def test_nothing_is_lost_or_done_twice(settings: Settings, tmp_path: Path) -> None:
    outcome = await run(settings.database_url, tmp_path, UPDATES, KILLS, SEED)
    assert (outcome.lost, outcome.doubled, outcome.out_of_order) == (0, 0, 0), outcome
    assert (outcome.answers_lost, outcome.answers_out_of_order) == (0, 0), outcome
    # Each of the eight chats may have been in the middle of a message at each kill.
    assert outcome.answers_doubled <= KILLS * 8
