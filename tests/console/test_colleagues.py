"""Promises about coaches who help each other: notes, handing on, and what each may see."""

from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from api.console.live.open_page import LivePage
from api.console.live.versions import Versions
from api.console.signing_in.sessions import CoachSessions
from api.conversations.feed import latest_seq
from api.escalations.tables import Coach
from tests.console.coaches import Asked, Console, reply
from tests.support.chat import chatting


async def id_of(console: Console, name: str) -> UUID:
    """The id of a coach."""
    async with console.parts.database.reading() as db:
        return (await db.scalars(select(Coach.id).where(Coach.name == name))).one()


async def note(browser: httpx.AsyncClient, asked: Asked, text: str) -> httpx.Response:
    """Write something down for colleagues."""
    form = {"client_id": str(uuid4()), "text": text, "kind": "note"}
    return await browser.post(f"{asked.page}/messages", data=form)


async def offer(
    console: Console, browser: httpx.AsyncClient, asked: Asked, to: str, why: str = ""
) -> httpx.Response:
    """Ask a colleague to take the conversation over."""
    colleague = to if to == "queue" else str(await id_of(console, to))
    form = {"colleague": colleague, "note": why}
    return await browser.post(f"{asked.page}/transfer", data=form)


async def seq(console: Console, asked: Asked) -> int:
    """The number of the last message."""
    async with console.parts.database.reading() as db:
        return await latest_seq(db, asked.conversation_id)


class TestNotes:
    async def test_never_reach_the_worker(self, console: Console) -> None:
        async with (
            console.taken() as (sanne, asked),
            chatting(console.address, identity=console.identity()) as worker,
        ):
            assert (await note(sanne, asked, "Alleen voor ons")).status_code == 303
            await reply(sanne, asked, "Dag Samira")
            await worker.until(lambda f: f.get("text") == "Dag Samira")
            page = (await sanne.get(asked.page)).text
        assert "Alleen voor ons" in page
        assert all("Alleen voor ons" not in str(frame) for frame in worker.frames)
        async with chatting(console.address, identity=console.identity()) as again:
            await again.until(lambda f: f.get("text") == "Dag Samira")
        assert all("Alleen voor ons" not in str(frame) for frame in again.frames)

    async def test_stand_where_they_were_written(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            await reply(sanne, asked, "Hiervoor")
            await note(sanne, asked, "Ertussen")
            await reply(sanne, asked, "Hierna")
            page = (await sanne.get(asked.page)).text
        thread = page[page.index('id="thread"') :]
        places = [thread.index(text) for text in ("Hiervoor", "Ertussen", "Hierna")]
        assert places == sorted(places)

    async def test_reach_an_open_page_once(self, console: Console) -> None:
        known = CoachSessions(console.parts.database, 30)
        async with console.taken() as (sanne, asked):
            on_duty = await known.resume(sanne.cookies["leermaat_coach"])
            page = LivePage(Versions({}), asked.escalation_id, await seq(console, asked))
            await note(sanne, asked, "Alleen voor ons")
            async with console.parts.database.reading() as db:
                first, second = await page.look(db, on_duty), await page.look(db, on_duty)
        assert [(update.target, update.how) for update in first] == [("thread", "append")]
        assert "Alleen voor ons" in first[0].html
        assert second == []

    async def test_same_form_twice_is_noted_once_and_numbers_are_masked(
        self, console: Console
    ) -> None:
        form = {"client_id": str(uuid4()), "text": "Nummer 123456782", "kind": "note"}
        async with console.taken() as (sanne, asked):
            for _ in range(2):
                await sanne.post(f"{asked.page}/messages", data=form)
            page = (await sanne.get(asked.page)).text
        assert page.count("[nummer weggehaald]") == 1
        assert "123456782" not in page

    async def test_are_there_the_next_time(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            await note(sanne, asked, "Belt liever niet")
            form = {"outcome": "answered", "step": "close"}
            await sanne.post(f"{asked.page}/close", data=form)
        again = await console.asks()
        async with console.coach("youssef") as youssef:
            await youssef.post(f"{again.page}/claim")
            assert "Belt liever niet" in (await youssef.get(again.page)).text


class TestTransfer:
    async def test_colleague_decides_and_the_worker_hears_who_speaks(
        self, console: Console
    ) -> None:
        async with (
            console.taken() as (sanne, asked),
            console.coach("youssef") as youssef,
            chatting(console.address, identity=console.identity()) as worker,
        ):
            await offer(console, sanne, asked, "Youssef", "Hij kent de bouw")
            mine = (await sanne.get(asked.page)).text
            theirs = (await youssef.get(asked.page)).text
            desk = (await youssef.get("/console")).text
            taken = await youssef.post(f"{asked.page}/accept")
            told = await worker.until(lambda f: "overgedragen aan Youssef" in f.get("text", ""))
            await worker.until(lambda f: f.get("coach") == "Youssef")
            after = await reply_code(sanne, asked), await reply_code(youssef, asked)
            left = await sanne.get(asked.page)
        assert "Je vroeg" in mine
        assert 'id="reply"' in mine
        assert "Hij kent de bouw" in theirs
        assert "ik zoek een andere baan" not in theirs
        assert "Een collega vraagt jou" in desk
        assert (taken.status_code, told["speaker"]) == (303, "service")
        assert after == (403, 303)
        assert left.status_code == 403
        assert "Samira" not in left.text

    async def test_refusal_leaves_it_where_it_was(self, console: Console) -> None:
        async with console.taken() as (sanne, asked), console.coach("youssef") as youssef:
            await offer(console, sanne, asked, "Youssef")
            await youssef.post(f"{asked.page}/decline")
            page = (await sanne.get(asked.page)).text
            codes = await reply_code(sanne, asked), await reply_code(youssef, asked)
            late = await youssef.post(f"{asked.page}/accept")
        assert "Youssef kan dit gesprek nu niet overnemen" in page
        assert codes == (303, 403)
        assert late.status_code == 409

    async def test_can_be_taken_back(self, console: Console) -> None:
        async with console.taken() as (sanne, asked), console.coach("youssef") as youssef:
            await offer(console, sanne, asked, "Youssef")
            await sanne.post(f"{asked.page}/take-back")
            late = await youssef.post(f"{asked.page}/accept")
            page = (await youssef.get(asked.page)).text
        assert late.status_code == 409
        assert "wordt je niet meer aangeboden" in late.text
        assert "Dit gesprek is niet van jou" in page

    async def test_to_the_queue_puts_the_worker_in_front_with_the_note(
        self, console: Console
    ) -> None:
        async with console.taken() as (sanne, asked):
            await console.asks("Ik wacht al", "Dennis")
            await offer(console, sanne, asked, "queue", "Liever een collega")
            async with console.coach("youssef") as youssef:
                desk = (await youssef.get("/console")).text
                await youssef.post(f"{asked.page}/claim")
                page = (await youssef.get(asked.page)).text
            code = await reply_code(sanne, asked)
        assert desk.index("Samira") < desk.index("Dennis")
        assert "Liever een collega" in page
        assert code == 403

    async def test_lists_who_is_there(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            alone = (await sanne.get(f"{asked.page}/transfer")).text
            async with console.coach("youssef") as youssef:
                await youssef.get("/console")
                together = (await sanne.get(f"{asked.page}/transfer")).text
        assert "geen collega aanwezig" in alone
        assert "Youssef" in together
        assert "0 van " in together

    @pytest.mark.parametrize(
        "colleague", ["", "x", "0f3a1b52-7c4d-4e7e-9a55-2d1c6f0e8b41", "Sanne"]
    )
    async def test_goes_to_nobody_else(self, console: Console, colleague: str) -> None:
        async with console.taken() as (sanne, asked):
            value = str(await id_of(console, "Sanne")) if colleague == "Sanne" else colleague
            form = {"colleague": value, "note": ""}
            refused = await sanne.post(f"{asked.page}/transfer", data=form)
            assert refused.status_code == 422
            assert await reply_code(sanne, asked) == 303

    async def test_only_the_coach_who_has_it_gives_it_away(self, console: Console) -> None:
        async with console.taken() as (_sanne, asked), console.coach("youssef") as youssef:
            for code in (
                (await offer(console, youssef, asked, "Sanne")).status_code,
                (await offer(console, youssef, asked, "queue")).status_code,
                (await youssef.post(f"{asked.page}/take-back")).status_code,
                (await note(youssef, asked, "Hoi")).status_code,
                (await youssef.post(f"{asked.page}/account")).status_code,
            ):
                assert code == 403
            assert (await youssef.post(f"{asked.page}/accept")).status_code == 409


async def reply_code(browser: httpx.AsyncClient, asked: Asked) -> int:
    """What comes of it when this coach says something to the worker."""
    form = {"client_id": str(uuid4()), "text": "Hoi"}
    return (await browser.post(f"{asked.page}/messages", data=form)).status_code
