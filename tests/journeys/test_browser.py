"""A worker and a coach, each in a real browser, with everything really running."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.conftest import Running
from tests.support.browser import CHROMIUM, open_browser

# Where to leave pictures of what was seen; nowhere unless somebody wants to look.
PICTURES = os.environ.get("JOURNEY_PICTURES")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED: the journey in a browser was skipped"
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


async def picture(page: Page, name: str) -> None:
    """Leave a picture for whoever wants to look."""
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png")


class Worker:
    """Somebody at the demo page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log")
        self.status = page.get_by_role("dialog").get_by_role("status").first

    async def arrive(self, address: str, name: str) -> None:
        """Open the page, sign in and open the chat."""
        await self.page.goto(address)
        await self.page.get_by_role("button", name=re.compile(f"Probeer als {name}")).click()
        await expect(self.page.get_by_label("Je bericht")).to_be_visible()

    async def say(self, text: str) -> None:
        """Type and send."""
        await self.page.get_by_label("Je bericht").fill(text)
        await self.page.get_by_label("Je bericht").press("Enter")

    async def reads(self, text: str | re.Pattern[str]) -> None:
        """Wait until the text stands in the conversation."""
        await expect(self.log.get_by_text(text).last).to_be_visible()


class Coach:
    """Somebody at the console."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def sign_in(self, running: Running) -> None:
        """Sign in to the console."""
        await self.page.goto(f"{running.address}/console")
        await self.page.get_by_label("E-mailadres").fill("sanne@werkplaats.example")
        await self.page.get_by_label("Wachtwoord").fill(running.coach_password)
        await self.page.get_by_role("button", name="Inloggen").click()
        await expect(self.page.get_by_role("heading", name="Wacht op een coach")).to_be_visible()

    async def take(self, name: str) -> None:
        """Take the conversation with this worker."""
        button = self.page.get_by_role("button", name=re.compile(f"Neem gesprek met {name}"))
        await button.click()

    async def say(self, text: str) -> None:
        """Answer the worker."""
        await self.page.get_by_label(re.compile("Je antwoord aan")).fill(text)
        await self.page.get_by_role("button", name="Versturen").click()

    async def close(self, what: str) -> None:
        """Close with one agreement, and go back to the desk."""
        await self.page.get_by_role("link", name=re.compile("Afsluiten")).click()
        await self.page.get_by_label("Vraag beantwoord").check()
        await self.page.get_by_label("Wat?").fill(what)
        await self.page.get_by_role("button", name="Verder").click()
        await self.page.get_by_role("button", name="Ja, sluit het gesprek af").click()
        await self.page.goto(self.page.url.split("/console")[0] + "/console")


async def test_question_balance_and_coach_twice_in_a_row(
    running: Running, browser: Browser
) -> None:
    worker = Worker(await (await browser.new_context()).new_page())
    coach = Coach(await (await browser.new_context()).new_page())
    await worker.arrive(running.address, "Samira")

    await worker.say("Wat is een leerrekening?")
    await worker.reads("Een leerrekening is een eigen potje geld om te leren.")
    await worker.reads("Bron:")
    await picture(worker.page, "answer")

    await worker.say("Hoeveel staat er nog op mijn leerrekening?")
    await worker.reads("€ 630,00")
    await picture(worker.page, "balance")

    await coach.sign_in(running)
    for time in ("eerste", "tweede"):
        await worker.say("ik wil iemand spreken")
        await worker.reads("Je staat in de rij voor een coach.")
        await coach.take("Samira")
        await expect(worker.status).to_contain_text("Sanne")
        await expect(coach.page.get_by_text("Wat is een leerrekening?").first).to_be_visible()
        await coach.say(f"Dag Samira, dit is de {time} keer.")
        await worker.reads(f"Dag Samira, dit is de {time} keer.")
        await worker.say(f"Fijn, {time} keer.")
        await expect(coach.page.get_by_text(f"Fijn, {time} keer.").first).to_be_visible()
        await picture(coach.page, f"coach-{time}")
        await picture(worker.page, f"talk-{time}")
        await coach.close(f"Bel de school ({time} keer)")
        await worker.reads(f"Bel de school ({time} keer)")
        await worker.say("Wat is een O&O-fonds?")
        await worker.reads("O&O-fonds is")
    await worker.say("wat had ik afgesproken?")
    await worker.reads("Dit sprak je af met Sanne")
    await picture(worker.page, "afterwards")

    await worker.page.reload()
    await worker.arrive(running.address, "Samira")
    await worker.reads("Dag Samira, dit is de tweede keer.")
