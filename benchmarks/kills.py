"""Kills the API again and again under load, and counts what was acknowledged and is not there.

    .venv/bin/python -m benchmarks.kills [--kills 200] [--messages 10000] [--clients 20] [--seed 1]

Clients behave as the widget: one message in flight, sent again with the same client id until it is
acknowledged, resumed after the last number shown. The assistant is a scripted one that echoes.
After every kill SQLite's own integrity check runs.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.killing import Client, KillableApi, messages, wait_for_quiet
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving

LONGEST_LIFE_SECONDS = 1.5


@dataclass(frozen=True)
class Result:
    """What a run came to. Everything but the first three should be zero."""

    kills: int
    acknowledged: int
    seconds: float
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    gaps: int = 0
    unanswered: int = 0
    damaged_files: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all went wrong."""
        wrong = (self.lost, self.doubled, self.out_of_order, self.gaps, self.unanswered)
        return not any((*wrong, self.damaged_files))


async def run(kills: int, count: int, clients: int, seed: int) -> Result:
    """Kill and count."""
    dice = random.Random(seed)  # noqa: S311 (to be repeatable, not secret)
    with tempfile.TemporaryDirectory(prefix="leermaat-kills-") as folder:
        async with serving(ScriptedRasa().app) as assistant:
            api = KillableApi(Path(folder), assistant)
            try:
                return await _run(api, kills, count, clients, dice)
            finally:
                if api.process.poll() is None:
                    api.stop()


async def _run(
    api: KillableApi, kills: int, count: int, clients: int, dice: random.Random
) -> Result:
    began = time.monotonic()
    people = [
        Client(
            api.address,
            random.Random(dice.random()),  # noqa: S311
            to_say=messages(count // clients, f"klant {n}"),
        )
        for n in range(clients)
    ]
    stop = asyncio.Event()
    await api.start()
    talking = [asyncio.create_task(person.talk(stop)) for person in people]
    damaged, killed = 0, 0
    while killed < kills:
        await asyncio.sleep(dice.uniform(0.05, LONGEST_LIFE_SECONDS))
        api.kill()
        killed += 1
        damaged += not api.is_whole()
        await api.start()
    await asyncio.gather(*talking)
    await wait_for_quiet(api, 120)
    latest = dict(api.rows("SELECT id, last_seq FROM conversations"))
    for person in people:
        await person.catch_up(latest[person.row_id])
    return judge(api, people, killed, time.monotonic() - began, damaged)


def judge(
    api: KillableApi, people: list[Client], killed: int, seconds: float, damaged: int
) -> Result:
    """Compare what was acknowledged and shown with what the database has."""
    lost = doubled = out_of_order = gaps = 0
    acknowledged = 0
    for person in people:
        rows = api.rows(
            "SELECT seq, speaker, text FROM messages WHERE conversation_id = ? ORDER BY seq",
            person.row_id,
        )
        said = [text for _, speaker, text in rows if speaker == "worker"]
        wanted = [text for _, text in person.acknowledged]
        acknowledged += len(wanted)
        lost += len(set(wanted) - set(said))
        doubled += sum(times - 1 for times in Counter(said).values())
        doubled += sum(
            times - 1
            for text, times in Counter(t for _, s, t in rows if s == "bot").items()
            if text.startswith("echo")
        )
        out_of_order += person.out_of_order + (said != wanted)
        gaps += [seq for seq, _, _ in rows] != list(range(1, len(rows) + 1))
        gaps += person.shown != [seq for seq, _, _ in rows]
    unanswered = len(api.rows("SELECT 1 FROM turns WHERE answered_at IS NULL"))
    return Result(
        killed, acknowledged, seconds, lost, doubled, out_of_order, gaps, unanswered, damaged
    )


def main() -> None:
    """Run with what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    result = asyncio.run(run(given.kills, given.messages, given.clients, given.seed))
    print(result)
    sys.exit(0 if result.is_clean else 1)


if __name__ == "__main__":
    main()
