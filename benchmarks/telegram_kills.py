"""Kills the bridge to Telegram again and again while people write, and counts what was lost.

    .venv/bin/python -m benchmarks.telegram_kills [--updates 1000] [--kills 50] [--seed 1]

A real API process, killed with SIGKILL at random moments, between a Telegram and a Rasa of our
own. Afterwards every message must stand in the database once, in the order per chat that it was
written in, and every answer must have arrived; a kill may double one message to Telegram per
chat that was being served at that moment, because the Bot API has no way to say "once only".
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from api.channels.telegram.tables import TelegramChat
from api.conversations.tables import Message, Speaker
from api.database import Database
from api.signals import Signals
from api.texts import say
from benchmarks.start import REPOSITORY
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import TOKEN, FakeTelegram
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving

PATIENCE_SECONDS = 120.0
KILL_AFTER_SECONDS = (0.05, 1.5)  # counted from the first news of a new process


@dataclass
class Outcome:
    """What became of it all."""

    updates: int
    kills: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    answers_lost: int = 0
    answers_doubled: int = 0
    answers_out_of_order: int = 0
    # A question that was being thought about at three kills gets an apology for an answer.
    apologies: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.updates} updates, {self.kills} kills, {self.seconds:.0f} s\n"
            f"  in:  {self.lost} lost, {self.doubled} doubled, {self.out_of_order} out of order\n"
            f"  out: {self.answers_lost} lost, {self.answers_doubled} doubled, "
            f"{self.answers_out_of_order} out of order, {self.apologies} apologies"
        )


class Bridge:
    """An API process that can be killed."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment = environment
        self.log = log

    def start(self) -> None:
        """Start it anew."""
        command = [sys.executable, "-m", "uvicorn", "api.app:create_app", "--factory"]
        # Nobody but Telegram has to reach it; a port could be taken by somebody else.
        options = ["--uds", str(self.log.with_name("socket")), "--log-level", "warning"]
        with self.log.open("a") as out:
            self.process = subprocess.Popen(  # noqa: S603 (our own command)
                [*command, *options], cwd=REPOSITORY, env=self.environment, stdout=out, stderr=out
            )

    def kill(self) -> None:
        """As a power cut does: no goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


async def run(database_url: str, folder: Path, updates: int, kills: int, seed: int) -> Outcome:
    """Let people write `updates` messages while the bridge is killed `kills` times."""
    telegram, rasa = FakeTelegram(), ScriptedRasa()
    telegram.enforces_limits = False  # 429 has tests of its own, and would only slow this down
    people = [Person(telegram, 100 + number) for number in range(min(40, updates // 5))]
    began = time.monotonic()
    async with serving(rasa.app) as rasa_address, serving(telegram.app) as telegram_address:
        environment = os.environ | {
            "DATABASE_URL": database_url,
            "ASSISTANT_URL": rasa_address,
            "ASSISTANT_TOKEN": "assistant",
            "TELEGRAM_API_URL": telegram_address,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_LEASE_SECONDS": "0.5",
            "MESSAGES_PER_MINUTE": "1000000",
        }
        bridge = Bridge(environment, folder / "log")
        writing = asyncio.create_task(_write(people, updates, kills))
        try:
            await _kill(telegram, bridge, kills, random.Random(seed))  # noqa: S311
            await writing
            await _until_answered(telegram, people, updates)
        finally:
            writing.cancel()
            bridge.kill()
            await telegram.close()
    outcome = await _count(database_url, people, updates)
    outcome.kills, outcome.seconds = kills, time.monotonic() - began
    return outcome


async def _write(people: list[Person], updates: int, kills: int) -> None:
    pause = max(0.01, kills * 3.0 / updates)
    for number in range(updates):
        await people[number % len(people)].says(f"vraag {number}")
        await asyncio.sleep(pause)


async def _kill(telegram: FakeTelegram, bridge: Bridge, kills: int, chance: random.Random) -> None:
    for _ in range(kills):
        await _start(telegram, bridge)
        await asyncio.sleep(chance.uniform(*KILL_AFTER_SECONDS))
        bridge.kill()
    await _start(telegram, bridge)


async def _start(telegram: FakeTelegram, bridge: Bridge) -> None:
    known = len(telegram.calls)
    bridge.start()
    await telegram.until(lambda: len(telegram.calls) > known, PATIENCE_SECONDS)


async def _until_answered(telegram: FakeTelegram, people: list[Person], updates: int) -> None:
    def answered() -> bool:
        return all(_wanted(p, people, updates)[-1:] == p.texts[-1:] for p in people)

    try:
        await telegram.until(answered, PATIENCE_SECONDS)
    except TimeoutError:
        print("Not every answer came in time.", file=sys.stderr)


def _written(person: Person, people: list[Person], updates: int) -> list[str]:
    first = people.index(person)
    return [f"vraag {number}" for number in range(first, updates, len(people))]


def _wanted(person: Person, people: list[Person], updates: int) -> list[str]:
    return [f"echo: {text}" for text in _written(person, people, updates)]


async def _count(database_url: str, people: list[Person], updates: int) -> Outcome:
    outcome = Outcome(updates)
    database = Database(database_url, Signals())
    async with database.reading() as db:
        for person in people:
            said = list(
                await db.scalars(
                    select(Message.text)
                    .join(TelegramChat, TelegramChat.conversation_id == Message.conversation_id)
                    .where(TelegramChat.chat_id == person.id, Message.speaker == Speaker.WORKER)
                    .order_by(Message.seq)
                )
            )
            lost, doubled, is_mixed = _compare(said, _written(person, people, updates))
            outcome.lost += lost
            outcome.doubled += doubled
            outcome.out_of_order += is_mixed
            read = [text for text in person.texts if text.startswith("echo: ")]
            lost, doubled, is_mixed = _compare(read, _wanted(person, people, updates))
            apologies = min(lost, person.texts.count(say("assistant_failed")))
            outcome.apologies += apologies
            outcome.answers_lost += lost - apologies
            outcome.answers_doubled += doubled
            outcome.answers_out_of_order += is_mixed
    await database.close()
    return outcome


def _compare(found: list[str], wanted: list[str]) -> tuple[int, int, bool]:
    """How many are missing, how many are double, and whether the rest is out of order."""
    once = list(dict.fromkeys(found))
    kept = [text for text in wanted if text in set(found)]
    return len(wanted) - len(kept), len(found) - len(once), once != kept


def main() -> None:
    """Run it and print what became of it; fails when anything was lost or done twice."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leermaat-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/leermaat.db"
        command = [sys.executable, "-m", "alembic", "upgrade", "head"]
        environment = os.environ | {"DATABASE_URL": url}
        subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)  # noqa: S603
        outcome = asyncio.run(
            run(url, Path(folder), arguments.updates, arguments.kills, arguments.seed)
        )
    print(outcome)
    if outcome.lost or outcome.doubled or outcome.out_of_order or outcome.answers_lost:
        sys.exit(1)


if __name__ == "__main__":
    main()
