"""Promises about a page that stays open."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import websockets
from httpx import AsyncClient
from sqlalchemy import select, update
from websockets.asyncio.client import ClientConnection

from api.console.signing_in.tables import CoachSession
from api.database import now
from tests.console.coaches import Asked, Console, reply

Update = tuple[str, str, str]


class OpenPage:
    """A page of the console, as its script sees it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def shows(self, *, escalation: Asked | None = None, **more: Any) -> None:
        """Say what the page shows; every region is out of date unless told otherwise."""
        regions = more.pop("regions", {"counts": "", "waiting": "", "mine": ""})
        id_ = str(escalation.escalation_id) if escalation else None
        frame = {"type": "show", "regions": regions, "escalation": id_} | more
        await self.socket.send(json.dumps(frame))

    async def next(self, wanted: Callable[[Update], bool], seconds: float = 6) -> Update:
        """The first update to come that is wanted."""
        async with asyncio.timeout(seconds):
            while True:
                for update_ in json.loads(await self.socket.recv()):
                    if wanted(update_):
                        return update_  # type: ignore[no-any-return]

    async def target(self, name: str) -> str:
        """The HTML of the next update of one element."""
        return (await self.next(lambda u: u[0] == name))[2]

    async def closed_with(self, seconds: float) -> int | None:
        """The code that the socket is closed with."""
        async with asyncio.timeout(seconds):
            await self.socket.wait_closed()
        return self.socket.close_code


@asynccontextmanager
async def looking(
    console: Console, browser: AsyncClient, origin: str | None = None
) -> AsyncIterator[OpenPage]:
    """Open the socket as a page of the console does."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    address = console.address.replace("http", "ws", 1) + "/console/socket"
    connecting = websockets.connect(
        address,
        origin=origin or console.address,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookies},
    )
    async with connecting as socket:
        yield OpenPage(socket)


class TestNews:
    async def test_somebody_new_in_the_queue_is_shown(self, console: Console) -> None:
        async with console.coach() as sanne, looking(console, sanne) as page:
            await page.shows()
            assert "Niemand wacht" in await page.target("waiting")
            await console.asks("Kan iemand naar mijn contract kijken?", "Dennis")
            waiting = await page.target("waiting")
        assert "Kan iemand naar mijn contract kijken?" in waiting
        assert 'data-announce="Nieuw in de rij: Dennis"' in waiting

    async def test_words_of_who_waits_and_of_mine_follow(self, console: Console) -> None:
        async with console.taken() as (sanne, mine), looking(console, sanne) as page:
            waiting = await console.asks("Hallo?", "Dennis")
            await page.shows()
            await page.target("mine")
            await console.says(waiting.conversation_id, "Het gaat over heftruck")
            assert "Het gaat over heftruck" in await page.target("waiting")
            await console.says(mine.conversation_id, "Ben je er nog?")
            assert "Ben je er nog?" in await page.target("mine")

    async def test_messages_come_at_the_end_of_the_thread(self, console: Console) -> None:
        async with console.taken() as (sanne, asked), looking(console, sanne) as page:
            await page.shows(escalation=asked, regions={}, after=3)
            missed = await page.target("thread")
            assert missed.count("<li") == missed.count("data-seq")
            assert 'data-seq="3"' not in missed
            assert 'data-seq="4"' in missed
            await console.says(asked.conversation_id, "Nieuw van de werknemer")
            assert "Nieuw van de werknemer" in await page.target("thread")
            await reply(sanne, asked, "Nieuw van Sanne")
            assert "Nieuw van Sanne" in await page.target("thread")

    async def test_a_colleague_who_takes_it_changes_the_page(self, console: Console) -> None:
        asked = await console.asks()
        async with (
            console.coach("sanne") as sanne,
            console.coach("youssef") as youssef,
            looking(console, sanne) as page,
        ):
            await page.shows(escalation=asked, regions={"sheet": ""})
            assert 'id="take"' in await page.target("sheet")
            await youssef.post(f"{asked.page}/claim")
            assert "Dit gesprek is niet van jou" in await page.target("sheet")

    async def test_what_is_up_to_date_is_not_sent_again(self, console: Console) -> None:
        await console.asks()
        async with console.coach() as sanne:
            async with looking(console, sanne) as page:
                await page.shows()
                waiting = await page.target("waiting")
            version = waiting.split('data-version="')[1].split('"')[0]
            async with looking(console, sanne) as page:
                await page.shows(regions={"waiting": version})
                assert json.loads(await page.socket.recv()) == []

    async def test_nothing_of_another_coach_is_told(self, console: Console) -> None:
        async with (
            console.taken() as (_, asked),
            console.coach("youssef") as youssef,
            looking(console, youssef) as page,
        ):
            await page.shows(escalation=asked, regions={"sheet": "", "mine": "x"})
            await page.target("sheet")
            await console.says(asked.conversation_id, "Mijn geheim")
            await console.asks("Iets nieuws", "Dennis")
            with pytest.raises(TimeoutError):
                await page.next(lambda u: "geheim" in u[2], seconds=1)

    async def test_after_closing_the_thread_is_the_workers_own_again(
        self, console: Console
    ) -> None:
        async with console.taken() as (sanne, asked), looking(console, sanne) as page:
            await page.shows(escalation=asked, regions={"sheet": ""})
            await page.target("sheet")
            await sanne.post(f"{asked.page}/close", data={"outcome": "answered", "step": "close"})
            assert "is afgesloten" in await page.target("sheet")
            await console.says(asked.conversation_id, "Mijn geheim")
            await console.asks("Iets nieuws", "Dennis")
            with pytest.raises(TimeoutError):
                await page.next(lambda u: "geheim" in u[2], seconds=1)


class TestEnd:
    async def test_signing_out_closes_the_page_within_five_seconds(self, console: Console) -> None:
        async with console.coach() as sanne, looking(console, sanne) as page:
            await page.shows()
            await page.target("mine")
            await sanne.post("/console/logout")
            assert await page.closed_with(5) == 4401

    async def test_without_session_it_says_so(self, console: Console) -> None:
        async with console.visitor() as nobody, looking(console, nobody) as page:
            assert await page.closed_with(2) == 4401

    @pytest.mark.parametrize("origin", ["https://evil.example", "null"])
    async def test_other_sites_are_refused(self, console: Console, origin: str) -> None:
        async with console.coach() as sanne:
            with pytest.raises(websockets.InvalidStatus, match="403"):
                async with looking(console, sanne, origin):
                    pass

    @pytest.mark.parametrize(
        "frame", ["x", "[]", '{"type":"here"}', '{"type":"show","regions":1}', "x" * 9000, b"\0"]
    )
    async def test_bad_first_frame_closes(self, console: Console, frame: str | bytes) -> None:
        async with console.coach() as sanne, looking(console, sanne) as page:
            await page.socket.send(frame)
            assert await page.closed_with(2) == 4400

    async def test_end_is_announced_and_put_off_by_doing_something(self, console: Console) -> None:
        async with console.coach() as sanne, looking(console, sanne) as page:
            await page.shows(regions={"session": ""})
            assert "uitgelogd" not in await page.target("session")
            almost = update(CoachSession).values(last_seen_at=now() - timedelta(minutes=29))
            async with console.parts.database.transaction() as db:
                await db.execute(almost)
            assert "word je zo uitgelogd" in await page.target("session")
            await page.socket.send('{"type": "here"}')
            assert "uitgelogd" not in await page.target("session")
            async with console.parts.database.reading() as db:
                session = (await db.scalars(select(CoachSession))).one()
        assert now() - session.last_seen_at < timedelta(minutes=1)
