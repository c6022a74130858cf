"""Somebody on Telegram, with everything really running, from a first question to parting."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import FakeTelegram
from tests.journeys.conftest import Running
from tests.journeys.test_browser import Coach, Worker, picture
from tests.support.browser import CHROMIUM, open_browser
from tests.support.servers import serving

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED: the journey on Telegram was skipped"
)


@asynccontextmanager
async def telegram_of(running: Running) -> AsyncIterator[FakeTelegram]:
    """Telegram answers, and the bridge has found it."""
    telegram = FakeTelegram()
    async with serving(telegram.app, running.telegram_port):
        await telegram.until(lambda: telegram.of("setMyCommands"), 90)
        yield telegram
        await telegram.close()


async def link_in_the_widget(browser: Browser, running: Running, person: Person) -> Worker:
    """Link in the panel of the widget, with a yes on both sides."""
    worker = Worker(await (await browser.new_context()).new_page())
    await worker.arrive(running.address, "Noor")
    panel = worker.page.get_by_role("region", name="Telegram")
    await worker.page.get_by_role("button", name="Telegram").click()
    await panel.get_by_role("button", name="Koppel Telegram").click()
    address = await panel.get_by_role("link", name="Open Telegram").get_attribute("href")
    await picture(worker.page, "telegram-code")
    await person.says(f"/start {str(address).partition('?start=')[2]}")
    await person.reads("koppelen aan het account van N•••")
    await person.presses("Ja, dat ben ik")
    await expect(panel).to_contain_text("wil koppelen: Noor op Telegram")
    await picture(worker.page, "telegram-asks")
    await panel.get_by_role("button", name="Ja, koppel").click()
    await expect(panel).to_contain_text("Gekoppeld met Telegram")
    await person.reads("Telegram is gekoppeld")
    return worker


async def manage_money(person: Person) -> None:
    """See the balance after saying yes, also as a picture; reserve, and cancel."""
    await person.says("hoeveel staat er op mijn leerrekening?")
    await person.reads("Dit bericht gaat over je eigen geld")
    assert "975" not in str(person.messages)
    await person.presses("Laat bedragen zien op Telegram")
    await person.reads("€ 975,00")
    await person.says("laat mijn saldo als plaatje zien")
    await person.telegram.until(lambda: person.telegram.of("sendPhoto"), 30)
    assert person.messages[-1]["photo"].startswith(b"\x89PNG")
    await person.says(
        "ik wil 300 euro reserveren voor een cursus lassen bij ROC Twente vanaf 1 maart"
    )
    await person.reads("Bij: ROC")
    await person.presses("Ja, reserveer")
    await person.reads("€ 300,00 apart gezet")
    await person.says("annuleer mijn reservering")
    await person.reads("€ 300,00 terug")
    await person.presses("Ja, annuleer")
    await person.reads("geannuleerd")


async def talk_with_a_coach(browser: Browser, running: Running, person: Person) -> None:
    """Ask for a coach, talk, close with an agreement, and rate."""
    coach = Coach(await (await browser.new_context()).new_page())
    await coach.sign_in(running)
    await person.says("/coach")
    await coach.take("Noor")
    await person.reads("Sanne is er")
    await coach.say("Dag Noor, waar loop je tegenaan?")
    await person.reads("Sanne, coach\nDag Noor, waar loop je tegenaan?")
    await person.says("Ik twijfel over lassen.")
    await expect(coach.page.get_by_text("Ik twijfel over lassen.").first).to_be_visible()
    await picture(coach.page, "telegram-coach")
    await coach.close("Bel de school")
    await person.reads("Bel de school")
    button = await rating(person)
    press = await person.presses(button)
    assert await person.toast(press) == button


async def rating(person: Person) -> str:
    """The button for the highest mark, once it is there."""
    title = "5, heel goed"
    await person.telegram.until(lambda: title in [b["text"] for b in person.buttons], 20)
    return title


async def test_from_first_question_to_parting(running: Running) -> None:
    async with telegram_of(running) as telegram, open_browser() as browser:
        person = Person(telegram, 7, "Noor op Telegram")
        person.patience_seconds = 60  # everything runs at once here
        await person.says("Wat is een leerrekening?")
        await person.reads("Een leerrekening is een eigen potje geld om te leren.")
        assert "een computer, geen mens" in person.texts[0]
        await person.says("/saldo")
        await person.reads("Koppel eerst je account")
        worker = await link_in_the_widget(browser, running, person)
        await manage_money(person)
        await talk_with_a_coach(browser, running, person)
        await person.says("/ontkoppel")
        await person.reads("is losgekoppeld")
        await worker.reads(re.compile("Telegram is losgekoppeld"))
        await person.says("wat is mijn saldo")
        await person.reads("Ik weet hier nog niet wie je bent", since=len(person.texts) - 1)
        assert telegram.refused == []
        assert telegram.of("sendChatAction") == []
