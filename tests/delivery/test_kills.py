"""Killed under load, nothing acknowledged is lost; short forms of benchmarks/kills and resumes."""

from benchmarks import kills, resumes


async def test_nothing_acknowledged_is_lost_or_doubled() -> None:
    result = await kills.run(kills=2, count=60, clients=6, seed=7)
    assert result.is_clean, result
    assert result.acknowledged == 60


async def test_everybody_who_was_connected_misses_nothing() -> None:
    resumed = await resumes.run(sockets=40, each=3, seed=7)
    assert resumed.is_clean, resumed
