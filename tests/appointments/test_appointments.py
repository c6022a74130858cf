"""An appointment: from real free moments, once, with a calendar file, moved and cancelled."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import icalendar
import pytest
from sqlalchemy import select, update

from api.accounts import service as accounts
from api.appointments import moments as moments_module
from api.appointments.moments import free_moments
from api.appointments.repository import AppointmentRepository
from api.appointments.service import book
from api.appointments.starting import Appointments
from api.appointments.tables import Appointment, CalendarLink
from api.channels.telegram.composing import compose
from api.conversations.feed import MessageShown
from api.conversations.opening import open_conversation
from api.database import now
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach
from api.organisation import AppointmentRules, CoachHours, get_organisation
from api.workers.identity import Identity, find_or_add_worker
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.hours import always_open, amsterdam, closed_today

Coaches = tuple[Coach, Coach]


@pytest.fixture(autouse=True)
def bookable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both coaches can be booked every day from ten to eleven: two moments each."""
    always_open(monkeypatch)
    hours = CoachHours(hours={day: [("10:00", "11:00")] for day in range(1, 8)})
    emails = ("sanne@werkplaats.example", "youssef@werkplaats.example")
    rules = AppointmentRules(
        minutes=30, notice_hours=2, days_ahead=7, coaches=dict.fromkeys(emails, hours)
    )
    monkeypatch.setattr(get_organisation(), "appointments", rules)


async def choose(chat: Chat, time: int = 0) -> dict[str, Any]:
    """Choose the first day that is offered, and one of its times."""
    days = await chat.next(lambda f: "Op welke dag" in f.get("text", ""))
    await chat.press(days["buttons"][0]["title"])
    times = await chat.next(lambda f: "Hoe laat op" in f.get("text", ""))
    await chat.press(times["buttons"][time]["title"])
    return times


async def made(chat: Chat) -> dict[str, Any]:
    """An appointment, made with buttons while coaches are away."""
    await chat.say("ik wil een mens spreken")
    await chat.next(lambda f: f.get("speaking") == "waiting")
    await chat.press("Maak een afspraak")
    await choose(chat)
    return await chat.next(lambda f: "Je afspraak staat" in f.get("text", ""))


class TestMaking:
    async def test_worker_leaves_the_queue_with_a_dated_promise(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            told = await made(chat)
            await chat.next(lambda f: f.get("speaking") == "bot")
        assert "10.00 uur" in told["text"]
        assert [b["title"] for b in told["buttons"]] == [
            "Verzet de afspraak",
            "Zeg de afspraak af",
        ]
        async with api.database.reading() as db:
            assert await EscalationRepository(db).waiting() == []

    async def test_moved_and_cancelled(self, api: RunningApi, coaches: Coaches) -> None:
        async with chatting(api.address) as chat:
            await made(chat)
            await chat.press("Verzet de afspraak")
            days = await chat.next(lambda f: "Op welke dag" in f.get("text", ""))
            await chat.press(days["buttons"][1]["title"])
            times = await chat.next(lambda f: "Hoe laat op" in f.get("text", ""))
            await chat.press(times["buttons"][1]["title"])
            await chat.next(lambda f: "Je afspraak is verzet" in f.get("text", ""))
            await chat.press("Zeg de afspraak af")
            await chat.next(lambda f: "is afgezegd" in f.get("text", ""))
            await chat.press("Zeg de afspraak af")
            await chat.next(lambda f: "al voorbij of afgezegd" in f.get("text", ""))
        async with api.database.reading() as db:
            [appointment] = list(await db.scalars(select(Appointment)))
        assert appointment.moved_times == 1
        assert appointment.cancelled_at

    async def test_freed_moment_can_be_booked_again(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            await made(chat)
            async with api.database.reading() as db:
                before = len(await free_moments(db, now()))
            await chat.press("Zeg de afspraak af")
            await chat.next(lambda f: "is afgezegd" in f.get("text", ""))
        async with api.database.reading() as db:
            assert len(await free_moments(db, now())) == before + 1

    async def test_choosing_the_same_moment_again_changes_nothing(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            await made(chat)
            await chat.press("10.00 uur")
            await chat.next(lambda f: "Je hebt een afspraak" in f.get("text", ""))
        async with api.database.reading() as db:
            [appointment] = list(await db.scalars(select(Appointment)))
        assert appointment.moved_times == 0

    async def test_moment_that_is_just_taken_is_said_so(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            await chat.say("ik wil een mens spreken")
            await chat.next(lambda f: f.get("speaking") == "waiting")
            await chat.press("Maak een afspraak")
            days = await chat.next(lambda f: "Op welke dag" in f.get("text", ""))
            await chat.press(days["buttons"][0]["title"])
            times = await chat.next(lambda f: "Hoe laat op" in f.get("text", ""))
            await take_everything(api)
            await chat.press(times["buttons"][0]["title"])
            await chat.next(lambda f: "net bezet" in f.get("text", ""))

    async def test_of_many_at_the_same_instant_each_coach_has_one(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with api.database.reading() as db:
            starts_at = (await free_moments(db, now()))[0].starts_at
        outcomes = await asyncio.gather(*(try_to_book(api, starts_at) for _ in range(12)))
        assert sum(outcomes) == 2
        async with api.database.reading() as db:
            found = list(await db.scalars(select(Appointment)))
        assert len({one.coach_id for one in found}) == len(found) == 2

    async def test_day_off_and_holiday_have_no_moments(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        async with api.database.reading() as db:
            days = {moment.day for moment in await free_moments(db, now())}
        # Of the coming week the service is open on one weekday.
        assert len(days) == 1

    async def test_hours_are_those_of_amsterdam_on_both_sides_of_a_clock_change(self) -> None:
        cut = moments_module._cut
        for day in ("2027-03-27", "2027-03-28", "2027-03-29"):
            moment = amsterdam(f"{day} 10:00")
            first = next(cut(moment.date(), ("10:00", "11:00"), timedelta(minutes=30)))
            assert first[0] == moment


class TestCalendarFile:
    async def test_says_when_and_nothing_about_whom(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            told = await made(chat)
            file = await download(api, told["link"]["address"])
        async with api.database.reading() as db:
            [appointment] = list(await db.scalars(select(Appointment)))
        [event] = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
        assert event["DTSTART"].dt == appointment.starts_at
        assert event["DTEND"].dt == appointment.ends_at
        assert file.headers["content-type"].startswith("text/calendar")
        for secret in ("Werkplaats", "bond", "vakbond", "Sanne", "Youssef"):
            assert secret not in file.text

    async def test_moved_one_replaces_the_first(self, api: RunningApi, coaches: Coaches) -> None:
        async with chatting(api.address) as chat:
            first = await download(api, (await made(chat))["link"]["address"])
            await chat.press("Verzet de afspraak")
            await choose(chat, time=1)
            moved = await chat.next(lambda f: "is verzet" in f.get("text", ""))
            second = await download(api, moved["link"]["address"])
        one, other = (
            icalendar.Calendar.from_ical(f.content).walk("VEVENT")[0] for f in (first, second)
        )
        assert one["UID"] == other["UID"]
        assert (one["SEQUENCE"], other["SEQUENCE"]) == (0, 1)

    async def test_old_or_guessed_link_gives_nothing(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            told = await made(chat)
        async with api.database.transaction() as db:
            await db.execute(update(CalendarLink).values(expires_at=now()))
        assert (await download(api, told["link"]["address"])).status_code == 404
        assert (await download(api, "/calendar/geraden.ics")).status_code == 404

    async def test_telegram_has_it_as_a_link(self, api: RunningApi, coaches: Coaches) -> None:
        async with chatting(api.address) as chat:
            told = await made(chat)
        [part] = compose(MessageShown.model_validate(told))
        [entity] = [entity for entity in part.entities if entity.type == "text_link"]
        assert entity.url
        assert entity.url.endswith(told["link"]["address"])
        assert part.text[entity.offset :] == "Zet in je agenda"


class TestByTheClock:
    async def test_reminds_once_the_day_before(self, api: RunningApi, coaches: Coaches) -> None:
        async with chatting(api.address) as chat:
            await made(chat)
            await start_in(api, hours=20, made_hours_ago=48)
            for _ in range(2):
                await Appointments(api.database).look()
            await chat.next(lambda f: "Denk je eraan" in f.get("text", ""))
            assert await chat.quiet_for(0.2) == []

    async def test_at_its_time_the_worker_is_at_the_head(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as other, chatting(api.address) as chat:
            await made(chat)
            await other.say("ik wil een mens spreken")
            await other.next(lambda f: f.get("position") == 1)
            await start_in(api, hours=0)
            for _ in range(2):
                await Appointments(api.database).look()
            await chat.next(lambda f: "Het is tijd" in f.get("text", ""))
            status = await chat.next(lambda f: f.get("speaking") == "waiting")
            assert status["position"] == 1
        async with api.database.reading() as db:
            waiting = await EscalationRepository(db).waiting()
            coming = await AppointmentRepository(db).starting_before(
                datetime.max.replace(tzinfo=UTC)
            )
        assert coming == []
        assert [one.reason for one in waiting] == ["appointment", "asked"]

    async def test_consent_goes_along_and_can_still_be_taken_back(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with api.database.transaction() as db:
            worker = await find_or_add_worker(db, Identity("samira", "Samira"))
            await accounts.open_account(db, worker.id)
        async with chatting(api.address, identity=api.identity("samira")) as chat:
            await chat.say("ik wil een mens spreken")
            await chat.next(lambda f: f.get("speaking") == "waiting")
            await chat.press("Coach mag mijn leerrekening zien")
            await chat.next(lambda f: "zolang dit gesprek duurt" in f.get("text", ""))
            await chat.press("Maak een afspraak")
            await choose(chat)
            await chat.next(lambda f: "Je afspraak staat" in f.get("text", ""))
            await start_in(api, hours=0)
            await Appointments(api.database).look()
            await chat.next(lambda f: "Het is tijd" in f.get("text", ""))
            async with api.database.reading() as db:
                [waiting] = await EscalationRepository(db).waiting()
            assert waiting.shares_account
            await chat.press("Toch niet")
            await chat.next(lambda f: "leerrekening niet zien" in f.get("text", ""))
        async with api.database.reading() as db:
            [waiting] = await EscalationRepository(db).waiting()
        assert not waiting.shares_account


async def try_to_book(api: RunningApi, starts_at: datetime) -> bool:
    async with api.database.transaction() as db:
        conversation = await open_conversation(db, None)
    async with api.database.transaction() as db:
        return await book(db, conversation.id, starts_at) is not None


async def take_everything(api: RunningApi) -> None:
    """Other workers book every moment there is."""
    async with api.database.reading() as db:
        moments = await free_moments(db, now())
    for moment in moments:
        assert await try_to_book(api, moment.starts_at)


async def start_in(api: RunningApi, hours: float, made_hours_ago: float = 0) -> None:
    """As if the appointment begins so many hours from now."""
    starts_at = now() + timedelta(hours=hours)
    moved = update(Appointment).values(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        made_at=now() - timedelta(hours=made_hours_ago),
    )
    async with api.database.transaction() as db:
        await db.execute(moved)


async def download(api: RunningApi, path: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=api.address) as http:
        return await http.get(path)
