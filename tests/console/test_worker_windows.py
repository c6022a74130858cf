"""What a worker on a phone meets around a hand-off, with the coach in the other window."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import icalendar
import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select, update

from api.database import now
from api.escalations.releasing import DropOuts
from api.escalations.tables import Coach, Escalation
from api.organisation import AppointmentRules, CoachHours, get_organisation
from tests.console.coaches import Console
from tests.console.test_card import understands
from tests.console.test_open_page import browser, faults, pytestmark, violations
from tests.console.test_two_windows import (
    Windows,
    asks_for_a_person,
    closes,
    picture,
    reads,
    ready,
    says,
    settings,
    windows,
)
from tests.support.hours import always_open, at_the_desk, closed_today
from tests.support.rasa import ScriptedRasa

__all__ = ["browser", "faults", "pytestmark", "settings", "windows"]

PHONE = {"width": 375, "height": 667}
GONE_AFTER = timedelta(minutes=3)


async def looks_right(page: Page, name: str) -> None:
    """Nobody is kept out, nothing sticks out, and there is a picture for who wants to look."""
    assert await violations(page) == [], name
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    await picture(page, name)


async def status_is(worker: Page, text: str) -> None:
    """What stands above the conversation."""
    await expect(worker.get_by_role("dialog").get_by_role("status").first).to_have_text(text)


async def presses(worker: Page, title: str) -> None:
    """Press the newest button with this title."""
    await worker.get_by_role("log").get_by_role("button", name=title).last.click()


async def is_asked(worker: Page, question: str) -> None:
    """Wait until this question is the newest message."""
    await expect(worker.locator("article.latest").filter(has_text=question)).to_be_visible()


async def chooses(worker: Page, question: str, number: int = 0) -> None:
    """Press one of the buttons below this question."""
    await is_asked(worker, question)
    await worker.locator("article.latest").get_by_role("button").nth(number).click()


async def takes(coach: Page, name: str = "Samira") -> None:
    """The coach takes the conversation, with the whole page ready."""
    await coach.get_by_role("button", name=re.compile(f"Neem gesprek met {name}")).click()
    await ready(coach)


async def answers(coach: Page, text: str) -> None:
    """The coach says something."""
    await coach.fill("#reply-text", text)
    await coach.click("#send")


async def test_promise_in_the_evening_a_talk_and_a_second_one(
    windows: Windows, console: Console, rasa: ScriptedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    understands(rasa)
    closed_today(monkeypatch)
    worker = await windows.worker(viewport=PHONE)
    await looks_right(worker, "phone-bot")
    await asks_for_a_person(worker)
    await is_asked(worker, "Er is nu geen coach. De coaches zijn er weer op")
    await status_is(worker, "Er is nu geen coach. Je vraag is bewaard.")
    await looks_right(worker, "phone-outside-hours")
    await presses(worker, "Laat een coach terugschrijven")
    await reads(worker, "Een coach schrijft je terug in deze chat, uiterlijk op")
    await looks_right(worker, "phone-call-back")
    await says(worker, "En tot die tijd?")
    await reads(worker, "Dat hangt ervan af.")

    # A coach works late, and keeps the promise.
    sanne = await windows.coach()
    await expect(sanne.locator("#promised")).to_contain_text("schrijf terug, uiterlijk")
    await looks_right(sanne, "desk-with-promise")
    await sanne.get_by_role("button", name=re.compile("Schrijf Samira")).click()
    await ready(sanne)
    await status_is(worker, "Je praat met Sanne, coach.")
    await answers(sanne, "Dag Samira, waar kan ik mee helpen?")
    await reads(worker, "waar kan ik mee helpen?")
    await worker.get_by_label("Je bericht").press_sequentially("Ik wil")
    await expect(sanne.locator("#typing")).to_contain_text("typt …")
    await picture(sanne, "worker-typing")
    await says(worker, "Ik wil een andere opleiding")
    await expect(sanne.locator("#typing")).to_be_empty()
    await sanne.locator("#reply-text").press_sequentially("Dat kan")
    await expect(worker.get_by_text("De coach typt.")).to_be_visible()
    await looks_right(worker, "phone-talk")
    await closes(sanne, "answered", "Samira belt de school")
    await reads(worker, "Samira belt de school")
    await is_asked(worker, "Hoe vond je het gesprek met Sanne?")
    await looks_right(worker, "phone-rating")
    await presses(worker, "5, heel goed")
    await is_asked(worker, "Wil je er nog een zin bij schrijven?")
    await presses(worker, "Ik wil er iets bij schrijven")
    await is_asked(worker, "Typ je zin.")
    await says(worker, "Sanne nam de tijd")
    await reads(worker, "Je zin is bewaard.")
    await looks_right(worker, "phone-rated")

    # The bot is back. It is still evening, and now somebody is there.
    await says(worker, "En de kosten?")
    await is_asked(worker, "Dat hangt ervan af.")
    await sanne.goto(f"{console.address}/console")
    await asks_for_a_person(worker)
    await status_is(worker, "Je wacht op een coach. Plek 1.")
    await looks_right(worker, "phone-waiting")
    await takes(sanne)
    await expect(sanne.locator("#summary")).to_contain_text("Samira belt de school")
    await answers(sanne, "Daar ben ik weer.")
    await reads(worker, "Daar ben ik weer.")


async def test_coach_is_gone_and_a_colleague_goes_on(
    windows: Windows, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    always_open(monkeypatch)
    worker, sanne = await windows.worker(viewport=PHONE), await windows.coach()
    youssef = await windows.coach("youssef")
    await asks_for_a_person(worker)
    await takes(sanne)
    await answers(sanne, "Dag Samira, ik zoek het op.")
    await reads(worker, "ik zoek het op.")
    await sanne.context.close()
    await minutes_pass_without(console, "Sanne")
    await is_asked(worker, "De verbinding met Sanne is weg.")
    await reads(worker, "Een coach neemt het over.")
    await status_is(worker, "Je wacht op een coach. Plek 1.")
    await looks_right(worker, "phone-coach-gone")
    await expect(youssef.locator("#waiting")).to_contain_text("de coach viel weg")
    await looks_right(youssef, "desk-after-drop-out")
    await takes(youssef)
    await expect(youssef.locator("#thread")).to_contain_text("ik zoek het op.")
    await answers(youssef, "Hoi, met Youssef. Ik heb alles gelezen.")
    await reads(worker, "Ik heb alles gelezen.")
    await picture(worker, "phone-colleague")


async def test_appointment_as_both_see_it(
    windows: Windows, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    always_open(monkeypatch)
    hours = CoachHours(hours={day: [("10:00", "12:00")] for day in range(1, 8)})
    rules = AppointmentRules(
        minutes=30, notice_hours=2, days_ahead=7, coaches={"sanne@werkplaats.example": hours}
    )
    monkeypatch.setattr(get_organisation(), "appointments", rules)
    worker = await windows.worker(viewport=PHONE)
    await asks_for_a_person(worker)
    await is_asked(worker, "Er is nu even geen coach.")
    await presses(worker, "Maak een afspraak")
    await is_asked(worker, "Op welke dag wil je een coach spreken?")
    await looks_right(worker, "phone-days")
    await chooses(worker, "Op welke dag wil je een coach spreken?")
    await is_asked(worker, "Hoe laat op")
    await looks_right(worker, "phone-times")
    await chooses(worker, "Hoe laat op")
    await is_asked(worker, "Je afspraak staat.")
    await status_is(worker, "Je praat met de chatbot.")
    await looks_right(worker, "phone-appointment")
    first = await calendar_event(worker)

    sanne = await windows.coach()
    await sanne.goto(f"{console.address}/console/appointments")
    await expect(sanne.locator("#promised")).to_contain_text("afspraak met jou")
    await looks_right(sanne, "appointments")
    stood = await sanne.locator("#promised .why").inner_text()
    await presses(worker, "Verzet de afspraak")
    await chooses(worker, "Op welke dag", 1)
    await chooses(worker, "Hoe laat op", 1)
    await is_asked(worker, "Je afspraak is verzet.")
    await expect(sanne.locator("#promised .why")).not_to_have_text(stood)
    moved = await calendar_event(worker)
    assert (first["UID"], first["DTSTART"].dt < moved["DTSTART"].dt) == (moved["UID"], True)
    await presses(worker, "Zeg de afspraak af")
    await is_asked(worker, "Je afspraak is afgezegd.")
    await looks_right(worker, "phone-cancelled")
    await expect(sanne.locator("#promised")).to_contain_text("Er is niets afgesproken.")


async def calendar_event(worker: Page) -> icalendar.Event:
    """What the worker's calendar gets from the newest file."""
    async with worker.expect_download() as coming:
        await worker.get_by_role("link", name=re.compile("Zet in je agenda")).last.click()
    download = await coming.value
    assert download.suggested_filename == "afspraak.ics"
    return only_event(await download.path())


def only_event(file: Path) -> icalendar.Event:
    [event] = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    return event


async def minutes_pass_without(console: Console, name: str) -> None:
    """This coach, whose window is shut, is not heard of for longer than a tunnel lasts."""
    database, sockets = console.parts.database, console.parts.open_sockets
    async with database.reading() as db:
        coach = (await db.scalars(select(Coach).where(Coach.name == name))).one()
    async with asyncio.timeout(15):
        while sockets._open[f"coach:{coach.id}"]:  # noqa: ASYNC110 (nothing rings)
            await asyncio.sleep(0.05)
    await at_the_desk(database, coach.id, minutes=-4)
    async with database.transaction() as db:
        await db.execute(update(Escalation).values(claimed_at=now() - GONE_AFTER * 2))
    await DropOuts(database, GONE_AFTER).release_all()
