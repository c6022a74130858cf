"""Times a worker's message until it stands on the coach's screen.

    .venv/bin/python -m benchmarks.desk [--conversations 20] [--messages 20] [--pause 2] [--pages]

The API runs in a process of its own. Every coach has five conversations and one page open: the
message shows in its thread, or in the list of what the coach has in hand. With --pages every
conversation is open on a page of its own, which is more than coaches do. Each worker says something
every so many seconds. Timed is the whole way: frame in, commit, signal, rendered, frame out.
"""

import argparse
import asyncio
import json
import random
import re
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import httpx
import websockets
from sqlalchemy import select

from api.console.access import Cookie
from api.console.signing_in.sessions import CoachSessions
from api.database import Database
from api.escalations.tables import Coach, Escalation
from api.signals import Signals
from benchmarks.killing import KillableApi
from tests.support.chat import Chat, chatting
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving

LONGEST_SECONDS = 60
PER_COACH = 5
MARK = re.compile(r"\[(\d+m\d+)\]")
# When each mark was first on a screen.
Seen = dict[str, float]


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

    async def talk(self, cookie: str) -> tuple[Chat, UUID]:
        """A worker asks for a coach, who takes the conversation."""
        chat = await self.stack.enter_async_context(chatting(self.api.address))
        await chat.say("Ik wil een coach spreken")
        await chat.next(lambda f: f.get("speaking") == "waiting", LONGEST_SECONDS)
        conversation = UUID(chat.welcome["conversation"])
        async with self.database.reading() as db:
            found = await db.scalars(
                select(Escalation.id).where(Escalation.conversation_id == conversation)
            )
            escalation_id = found.one()
        headers = {"Origin": self.api.address, "Cookie": cookie}
        async with httpx.AsyncClient(base_url=self.api.address, headers=headers) as http:
            claimed = await http.post(f"/console/escalations/{escalation_id}/claim")
            if claimed.is_error:
                claimed.raise_for_status()
        await chat.next(lambda f: f.get("speaking") == "coach", LONGEST_SECONDS)
        return chat, escalation_id

    async def open_page(self, cookie: str, escalation_id: UUID, seen: Seen) -> None:
        """Let a coach look at a conversation, and note when each mark comes on the screen."""
        page = await self.stack.enter_async_context(
            websockets.connect(
                self.api.address.replace("http", "ws", 1) + "/console/socket",
                origin=self.api.address,  # type: ignore[arg-type]
                additional_headers={"Cookie": cookie},
                max_size=2**24,
            )
        )
        regions = {"sheet": "", "mine": "", "waiting": "", "counts": ""}
        show = {"type": "show", "regions": regions, "escalation": str(escalation_id)}
        await page.send(json.dumps(show))
        looking = asyncio.create_task(_look(page, seen))
        self.stack.callback(looking.cancel)


async def measure(
    conversations: int, messages: int, pause: float, *, every_page: bool
) -> list[float]:
    """The seconds that every message took."""
    with tempfile.TemporaryDirectory(prefix="leermaat-desk-") as folder:
        async with serving(ScriptedRasa().app) as assistant, AsyncExitStack() as stack:
            api = KillableApi(Path(folder), assistant)
            api.environment["SECOND_FACTOR_REQUIRED"] = "false"
            await api.start()
            stack.callback(api.stop)
            desk = Desk(api, stack)
            seen: Seen = {}
            chats = []
            for number in range(conversations):
                is_first = number % PER_COACH == 0
                if is_first:
                    cookie = await desk.coach(number)
                chat, escalation_id = await desk.talk(cookie)
                chats.append(chat)
                if is_first or every_page:
                    await desk.open_page(cookie, escalation_id, seen)
            seconds: list[float] = []
            talking = (
                _say_all(chat, number, messages, pause, seen, seconds)
                for number, chat in enumerate(chats)
            )
            await asyncio.gather(*talking)
            await desk.database.close()
            return seconds


async def _say_all(
    chat: Chat, number: int, messages: int, pause: float, seen: Seen, seconds: list[float]
) -> None:
    reading = asyncio.create_task(chat.quiet_for(10**6))
    for count in range(messages):
        await asyncio.sleep(random.uniform(0.5, 1.5) * pause)  # noqa: S311
        mark = f"{number}m{count}"
        began = time.perf_counter()
        await chat.say(f"[{mark}]")
        async with asyncio.timeout(LONGEST_SECONDS):
            while mark not in seen:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        seconds.append(seen[mark] - began)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)


async def _look(page: websockets.ClientConnection, seen: Seen) -> None:
    while True:
        frame = str(await page.recv())
        moment = time.perf_counter()
        for mark in MARK.findall(frame):
            seen.setdefault(mark, moment)


def main() -> None:
    """Measure with what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--conversations", type=int, default=20)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two of a worker")
    parser.add_argument("--pages", action="store_true", help="every conversation on a page")
    given = parser.parse_args()
    measuring = measure(given.conversations, given.messages, given.pause, every_page=given.pages)
    seconds = asyncio.run(measuring)
    milliseconds = [second * 1000 for second in seconds]
    p95 = statistics.quantiles(milliseconds, n=20)[18]
    print(
        f"{given.conversations} conversations, {len(seconds)} messages: "
        f"p50 {statistics.median(milliseconds):.0f} ms   p95 {p95:.0f} ms   "
        f"longest {max(milliseconds):.0f} ms"
    )


if __name__ == "__main__":
    main()
