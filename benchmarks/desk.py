"""Times a worker's message until it stands on the coach's open page.

    .venv/bin/python -m benchmarks.desk [--conversations 20] [--messages 20] [--pause 2]

The API runs in a process of its own. Every conversation has a worker at the chat socket and a coach
with the page of that conversation open; each worker says something every so many seconds. What is
timed is the whole way: frame in, commit, signal, rendered, frame out on the coach's page.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import websockets
from sqlalchemy import select

from api.console.access import Cookie
from api.console.sessions import CoachSessions
from api.database import Database
from api.escalations.tables import Coach, Escalation
from api.signals import Signals
from benchmarks.killing import KillableApi
from tests.support.chat import Chat, chatting
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving

LONGEST_SECONDS = 60
PER_COACH = 5


@dataclass(frozen=True)
class Talk:
    """One conversation with both its ends."""

    chat: Chat
    page: websockets.ClientConnection


class Desk:
    """A running API with coaches who are signed in."""

    def __init__(self, api: KillableApi, stack: AsyncExitStack) -> None:
        self.api = api
        self.stack = stack
        self.database = Database(f"sqlite+aiosqlite:///{api.file}", Signals())

    async def coach(self, number: int) -> str:
        """Bring in a coach; gives the cookie of their session."""
        coach = Coach(
            email=f"{number}@x.example", name=f"Coach {number}", password_hash="", capacity=1000
        )
        async with self.database.transaction() as db:
            db.add(coach)
        return f"{Cookie.SESSION}=" + await CoachSessions(self.database, 600).begin(coach.id)

    async def talk(self, cookie: str) -> Talk:
        """A worker asks for a coach, who takes the conversation and looks at it."""
        chat = await self.stack.enter_async_context(chatting(self.api.address))
        await chat.say("Ik wil een coach spreken")
        await chat.next(lambda f: f.get("speaking") == "waiting", LONGEST_SECONDS)
        conversation = UUID(chat.welcome["conversation"])
        async with self.database.reading() as db:
            escalation_id = await db.scalar(
                select(Escalation.id).where(Escalation.conversation_id == conversation)
            )
        headers = {"Origin": self.api.address, "Cookie": cookie}
        async with httpx.AsyncClient(base_url=self.api.address, headers=headers) as http:
            claimed = await http.post(f"/console/escalations/{escalation_id}/claim")
            if claimed.is_error:
                claimed.raise_for_status()
        await chat.next(lambda f: f.get("speaking") == "coach", LONGEST_SECONDS)
        page = await self.stack.enter_async_context(
            websockets.connect(
                self.api.address.replace("http", "ws", 1) + "/console/socket",
                origin=self.api.address,  # type: ignore[arg-type]
                additional_headers={"Cookie": cookie},
                max_size=2**24,
            )
        )
        show = {"type": "show", "regions": {"sheet": ""}, "escalation": str(escalation_id)}
        await page.send(json.dumps(show))
        return Talk(chat, page)


async def measure(conversations: int, messages: int, pause: float) -> list[float]:
    """The seconds that every message took."""
    with tempfile.TemporaryDirectory(prefix="leermaat-desk-") as folder:
        async with serving(ScriptedRasa().app) as assistant, AsyncExitStack() as stack:
            api = KillableApi(Path(folder), assistant)
            api.environment["SECOND_FACTOR_REQUIRED"] = "false"
            await api.start()
            stack.callback(api.stop)
            desk = Desk(api, stack)
            talks = []
            for number in range(conversations):
                if number % PER_COACH == 0:
                    cookie = await desk.coach(number)
                talks.append(await desk.talk(cookie))
            seconds: list[float] = []
            await asyncio.gather(*(_say_all(talk, messages, pause, seconds) for talk in talks))
            await desk.database.close()
            return seconds


async def _say_all(talk: Talk, messages: int, pause: float, seconds: list[float]) -> None:
    seen: dict[str, float] = {}
    looking = asyncio.create_task(_look(talk.page, seen))
    reading = asyncio.create_task(talk.chat.quiet_for(10**6))
    for number in range(messages):
        await asyncio.sleep(random.uniform(0.5, 1.5) * pause)  # noqa: S311
        mark = f"merk-{id(talk)}-{number}-einde"
        began = time.perf_counter()
        await talk.chat.say(mark)
        async with asyncio.timeout(LONGEST_SECONDS):
            while mark not in seen:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        seconds.append(seen[mark] - began)
    for task in (looking, reading):
        task.cancel()
    await asyncio.gather(looking, reading, return_exceptions=True)


async def _look(page: websockets.ClientConnection, seen: dict[str, float]) -> None:
    """Note when each mark came on the coach's page."""
    while True:
        frame = str(await page.recv())
        moment = time.perf_counter()
        for part in frame.split("merk-")[1:]:
            seen.setdefault("merk-" + part.split("-einde")[0] + "-einde", moment)


def main() -> None:
    """Measure with what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--conversations", type=int, default=20)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two of a worker")
    given = parser.parse_args()
    seconds = asyncio.run(measure(given.conversations, given.messages, given.pause))
    milliseconds = [second * 1000 for second in seconds]
    p95 = statistics.quantiles(milliseconds, n=20)[18]
    print(
        f"{given.conversations} conversations, {len(seconds)} messages: "
        f"p50 {statistics.median(milliseconds):.0f} ms   p95 {p95:.0f} ms   "
        f"longest {max(milliseconds):.0f} ms"
    )


if __name__ == "__main__":
    main()
