"""Promises about what workers were promised for later, as coaches see and keep it."""

from datetime import datetime

import httpx
import pytest
from sqlalchemy import select

from api.appointments.tables import Appointment
from api.escalations import call_backs
from api.escalations.repository import EscalationRepository
from api.escalations.tables import CallBack, Coach
from tests.console.coaches import Asked, Console
from tests.support.chat import chatting


async def promise(console: Console, asked: Asked) -> CallBack:
    """The waiting worker is promised that somebody writes back."""
    async with console.parts.database.transaction() as db:
        escalation = await EscalationRepository(db).by_id(asked.escalation_id, lock=True)
        assert escalation
        return await call_backs.promise(db, escalation, "call_back_promised")


async def appointments(console: Console) -> list[Appointment]:
    """Every appointment there is."""
    async with console.parts.database.reading() as db:
        return list(await db.scalars(select(Appointment)))


async def book(browser: httpx.AsyncClient, asked: Asked, place: int = 0) -> str:
    """Choose one of the moments that the page offers; gives the moment."""
    page = (await browser.get(f"{asked.page}/appointment")).text
    moments = [part.partition('"')[0] for part in page.split('<option value="')[1:]]
    moments = [moment for moment in moments if moment.startswith("20")]
    made = await browser.post(f"{asked.page}/appointment", data={"starts_at": moments[place]})
    assert made.status_code == 303, made.text
    return moments[place]


class TestCallBack:
    async def test_is_kept_by_writing_to_the_worker(self, console: Console) -> None:
        asked = await console.asks()
        call_back = await promise(console, asked)
        async with (
            console.coach() as sanne,
            chatting(console.address, identity=console.identity()) as worker,
        ):
            page = (await sanne.get("/console/appointments")).text
            begun = await sanne.post(f"/console/call-backs/{call_back.id}/begin")
            after = (await sanne.get("/console/appointments")).text
            await worker.until(lambda f: f.get("coach") == "Sanne")
            again = await sanne.post(f"/console/call-backs/{call_back.id}/begin")
        assert "Schrijf Samira terug" in page
        assert begun.headers["location"].startswith("/console/escalations/")
        assert "Er is niets afgesproken." in after
        assert again.status_code == 404


class TestAppointment:
    async def test_is_made_in_the_talk_and_told_to_the_worker(self, console: Console) -> None:
        async with (
            console.taken() as (sanne, asked),
            chatting(console.address, identity=console.identity()) as worker,
        ):
            moment = await book(sanne, asked)
            told = await worker.until(lambda f: "Verzet" in str(f.get("buttons")))
            page = (await sanne.get("/console/appointments")).text
        assert told["speaker"] == "service"
        assert [one.starts_at for one in await appointments(console)] == [
            datetime.fromisoformat(moment)
        ]
        assert "afspraak met jou" in page
        assert "Samira" in page

    async def test_is_moved_by_making_it_again(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            await book(sanne, asked)
            moment = await book(sanne, asked, place=1)
        made = await appointments(console)
        assert [one.starts_at for one in made] == [datetime.fromisoformat(moment)]

    async def test_of_a_colleague_shows_no_name_and_is_not_mine_to_end(
        self, console: Console
    ) -> None:
        async with console.taken() as (sanne, asked), console.coach("youssef") as youssef:
            await book(sanne, asked)
            page = (await youssef.get("/console/appointments")).text
            id_ = (await appointments(console))[0].id
            codes = [
                (await youssef.post(f"/console/appointments/{id_}/{deed}")).status_code
                for deed in ("begin", "cancel")
            ]
        assert "een afspraak van" in page
        assert "Samira" not in page
        assert codes == [404, 404]

    async def test_can_be_cancelled_and_the_worker_hears_so(self, console: Console) -> None:
        async with (
            console.taken() as (sanne, asked),
            chatting(console.address, identity=console.identity()) as worker,
        ):
            await book(sanne, asked)
            id_ = (await appointments(console))[0].id
            codes = [
                (await sanne.post(f"/console/appointments/{id_}/cancel")).status_code
                for _ in range(2)
            ]
            await worker.until(lambda f: "Sanne kan" in f.get("text", ""))
        assert codes == [303, 404]

    async def test_begins_when_the_coach_says_so(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            await book(sanne, asked)
            form = {"outcome": "appointment", "step": "close"}
            await sanne.post(f"{asked.page}/close", data=form)
            id_ = (await appointments(console))[0].id
            begun = await sanne.post(f"/console/appointments/{id_}/begin")
            page = (await sanne.get(begun.headers["location"])).text
        assert 'id="reply"' in page

    @pytest.mark.parametrize(
        "moment",
        [
            "2026-11-23T10:00:00+00:00",
            "2099-01-01T10:00:00+00:00",
        ],
    )
    async def test_is_not_made_outside_the_free_moments(
        self, console: Console, moment: str
    ) -> None:
        async with console.taken() as (sanne, asked):
            refused = await sanne.post(f"{asked.page}/appointment", data={"starts_at": moment})
        assert refused.status_code == 409
        assert "Kies een ander moment" in refused.text
        assert await appointments(console) == []

    @pytest.mark.parametrize("moment", ["", "morgen", "2026-11-25T10:00:00"])
    async def test_needs_a_real_moment(self, console: Console, moment: str) -> None:
        async with console.taken() as (sanne, asked):
            refused = await sanne.post(f"{asked.page}/appointment", data={"starts_at": moment})
        assert refused.status_code == 422

    async def test_without_hours_says_so(self, console: Console, password_hash: str) -> None:
        async with console.parts.database.transaction() as db:
            db.add(Coach(email="ans@werkplaats.example", name="Ans", password_hash=password_hash))
        asked = await console.asks()
        async with console.coach("ans") as ans:
            await ans.post(f"{asked.page}/claim")
            page = (await ans.get(f"{asked.page}/appointment")).text
        assert "geen vrije momenten" in page
