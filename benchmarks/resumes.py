"""Kills the API while many are connected, and times how long until each has missed nothing.

    .venv/bin/python -m benchmarks.resumes [--sockets 500] [--messages 4] [--seed 1]

Everyone comes back as the widget does: after a pause of one to five seconds, with the last number
shown, sending again what was not acknowledged. The clock starts when the API listens again.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.killing import Client, KillableApi, messages, wait_for_quiet
from benchmarks.kills import Result, judge
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving

PAUSE_SECONDS = (1.0, 5.0)
IN_TIME_SECONDS = 30.0


@dataclass(frozen=True)
class Resumed:
    """How it went: seconds until the last one had missed nothing, and what went wrong."""

    sockets: int
    connected_before: int
    last_caught_up_seconds: float
    result: Result

    @property
    def is_clean(self) -> bool:
        """Whether everybody was back in time with everything."""
        in_time = self.last_caught_up_seconds <= IN_TIME_SECONDS
        return in_time and self.result.is_clean and self.connected_before == self.sockets


async def run(sockets: int, each: int, seed: int) -> Resumed:
    """Kill once, and watch everybody come back."""
    with tempfile.TemporaryDirectory(prefix="leermaat-resumes-") as folder:
        async with serving(ScriptedRasa().app) as assistant:
            api = KillableApi(Path(folder), assistant)
            try:
                return await _run(api, sockets, each, random.Random(seed))  # noqa: S311
            finally:
                if api.process.poll() is None:
                    api.stop()


async def _run(api: KillableApi, sockets: int, each: int, dice: random.Random) -> Resumed:
    people = [
        Client(
            api.address,
            random.Random(dice.random()),  # noqa: S311
            PAUSE_SECONDS,
            to_say=messages(each, f"klant {number}"),
        )
        for number in range(sockets)
    ]
    await api.start()
    living = [asyncio.create_task(person.live()) for person in people]
    await _until(lambda: sum(len(person.acknowledged) for person in people) >= sockets * each // 2)
    connected = sum(bool(person.session) for person in people)
    api.kill()
    whole = api.is_whole()
    for person in people:
        person.caught_up_at = 0.0
    await api.start()
    began = time.monotonic()
    await _until(lambda: all(person.caught_up_at > began for person in people))
    last = max(person.caught_up_at for person in people) - began
    await _until(lambda: not any(person.to_say for person in people))
    await wait_for_quiet(api, 300)
    latest = dict(api.rows("SELECT id, last_seq FROM conversations"))
    await _until(lambda: all(person.last >= latest[person.row_id] for person in people))
    for task in living:
        task.cancel()
    await asyncio.gather(*living, return_exceptions=True)
    result = judge(api, people, 1, time.monotonic() - began, int(not whole))
    return Resumed(sockets, connected, last, result)


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(600):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def main() -> None:
    """Run with what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--messages", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    resumed = asyncio.run(run(given.sockets, given.messages, given.seed))
    print(resumed)
    sys.exit(0 if resumed.is_clean else 1)


if __name__ == "__main__":
    main()
