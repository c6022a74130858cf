"""What a worker meets around a hand-off: nobody there, an appointment, a coach who is gone."""

import re

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.journeys.conftest import Running
from tests.journeys.test_browser import Coach, Worker, browser, picture
from tests.support.browser import CHROMIUM

__all__ = ["browser"]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED: the journey in a browser was skipped"
)

SHARE = "Coach mag mijn leerrekening zien"
# A coach who is gone is noticed at the next look, and pages say for a while that they are there.
DROP_OUT_MS = 90_000


async def press(worker: Worker, title: str | re.Pattern[str]) -> None:
    """Press the newest button with this title, by keyboard."""
    button: Locator = worker.log.get_by_role("button", name=title).last
    await button.focus()
    await button.press("Enter")


async def first_choice(worker: Worker, question: str, number: int = 0) -> None:
    """Press one of the buttons below this question, once it is the newest message."""
    article = worker.page.locator("article.latest").filter(has_text=question)
    await expect(article).to_be_visible()
    await article.get_by_role("button").nth(number).press("Enter")


async def test_nobody_there_appointment_made_moved_and_cancelled(
    running: Running, browser: Browser
) -> None:
    worker = Worker(await (await browser.new_context()).new_page())
    await worker.arrive(running.address, "Fatma")
    await worker.say("ik wil een mens spreken")
    await worker.reads("Je hoeft niet te wachten")
    await picture(worker.page, "nobody-there")

    await press(worker, "Maak een afspraak")
    await first_choice(worker, "Op welke dag")
    await picture(worker.page, "appointment-days")
    await first_choice(worker, "Hoe laat op")
    await worker.reads("Je afspraak staat")
    await expect(
        worker.log.get_by_role("link", name=re.compile("Zet in je agenda"))
    ).to_be_visible()
    await expect(worker.status).to_contain_text("chatbot")
    await picture(worker.page, "appointment-made")

    await worker.say("ik wil mijn afspraak met de coach verzetten")
    await worker.reads("Je hebt een afspraak")
    await press(worker, "Verzet de afspraak")
    await first_choice(worker, "Op welke dag", 1)
    await first_choice(worker, "Hoe laat op")
    await worker.reads("Je afspraak is verzet")

    await worker.say("mijn plan")
    await worker.reads("Dit staat er voor je")
    await picture(worker.page, "plan")

    await worker.say("ik wil mijn afspraak met de coach afzeggen")
    await worker.reads("Wil je deze afspraak afzeggen?")
    await press(worker, "Ja, zeg af")
    await worker.reads("Je afspraak is afgezegd")


async def test_call_back_and_a_reminder(running: Running, browser: Browser) -> None:
    worker = Worker(await (await browser.new_context()).new_page())
    await worker.arrive(running.address, "Dennis")
    await worker.say("ik wil een mens spreken")
    await worker.reads("Je hoeft niet te wachten")
    await press(worker, "Laat een coach terugschrijven")
    await worker.reads("Een coach schrijft je terug in deze chat, uiterlijk")
    await picture(worker.page, "call-back")
    await worker.say("herinner me volgende week aan mijn cv")
    await worker.reads(re.compile("Zal ik je|Wanneer zal ik"))
    await press(worker, re.compile("Ja, herinner me dan|Over een week"))
    await worker.reads("Ik stuur je een bericht in deze chat")
    await picture(worker.page, "reminder")


async def test_coach_gone_and_another_comes_then_a_rating(
    running: Running, browser: Browser
) -> None:
    worker = Worker(await (await browser.new_context()).new_page())
    sanne = Coach(await (await browser.new_context()).new_page())
    await sanne.sign_in(running)
    await worker.arrive(running.address, "Samira")
    await worker.say("ik wil een mens spreken")
    await expect(worker.status).to_contain_text("coach")
    await press(worker, SHARE)
    await worker.reads("De coach mag je leerrekening zien")
    await picture(worker.page, "sharing")
    await sanne.take("Samira")
    await expect(worker.status).to_contain_text("Sanne")
    await sanne.page.get_by_label(re.compile("Je antwoord aan")).press_sequentially("Dag")
    await expect(worker.page.get_by_text("De coach typt.")).to_be_visible()
    await picture(worker.page, "coach-typing")

    await sanne.page.get_by_role("button", name=re.compile("Uitloggen")).click()
    await expect(worker.log.get_by_text("Je hoeft niets opnieuw te vertellen").last).to_be_visible(
        timeout=DROP_OUT_MS
    )
    await picture(worker.page, "coach-gone")

    await sanne.sign_in(running)
    await sanne.take("Samira")
    await sanne.say("Daar ben ik weer.")
    await worker.reads("Daar ben ik weer.")
    await sanne.close("Samira belt de school")
    await worker.reads("Hoe vond je het gesprek met Sanne?")
    await picture(worker.page, "rating")
    await press(worker, "5, heel goed")
    await press(worker, "Ik wil er iets bij schrijven")
    await worker.reads("Typ je zin")
    await worker.say("Sanne nam de tijd voor mij")
    await worker.reads("Je zin is bewaard")
    await press(worker, "Vraag me over een week hoe het ging")
    await worker.reads("Ik stuur je een bericht in deze chat")

    await worker.say("wat had ik afgesproken?")
    await worker.reads("Dit sprak je af met Sanne")
    await picture(worker.page, "agreements-known")
