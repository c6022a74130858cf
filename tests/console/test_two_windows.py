"""A worker in the real widget, and coaches in the real console, side by side."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from api.settings import Settings
from tests.console.coaches import PASSWORD, Console
from tests.console.test_card import understands
from tests.console.test_open_page import browser, faults, pytestmark, violations
from tests.support.rasa import ScriptedRasa

__all__ = ["browser", "faults", "pytestmark"]

# Where to leave pictures of what was seen; nowhere unless somebody wants to look.
PICTURES = os.environ.get("CONSOLE_PICTURES")
LAPTOP, TABLET = {"width": 1280, "height": 800}, {"width": 820, "height": 1180}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The settings of an installation that shows the demo page, where the worker is."""
    return settings.model_copy(update={"demo": True})


async def picture(page: Page, name: str) -> None:
    """Leave a picture for whoever wants to look."""
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png")


class Windows:
    """Opens windows, each with a person of its own in front of it."""

    def __init__(self, console: Console, browser: Browser, faults: list[str]) -> None:
        self.console = console
        self.browser = browser
        self.faults = faults

    async def open(self, context: BrowserContext | None = None, **how: Any) -> Page:
        """A window that tells what goes wrong in it."""
        page = await (context or await self.browser.new_context(**how)).new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        return page

    async def worker(self, name: str = "Samira", **how: Any) -> Page:
        """Somebody at the demo page, in the chat."""
        page = await self.open(**({"viewport": LAPTOP} | how))
        await page.goto(self.console.address)
        await page.get_by_role("button", name=f"Probeer als {name}").click()
        await expect(page.get_by_label("Je bericht")).to_be_visible()
        return page

    async def coach(self, name: str = "sanne", **how: Any) -> Page:
        """A coach at the desk."""
        window = await self.console.window(self.browser, name, **({"viewport": LAPTOP} | how))
        page = await self.open(window)
        await page.goto(f"{self.console.address}/console")
        await expect(page.locator("#waiting")).to_be_visible()
        return page


@pytest.fixture
def windows(console: Console, browser: Browser, faults: list[str]) -> Windows:
    """The windows of this test."""
    return Windows(console, browser, faults)


async def says(worker: Page, text: str) -> None:
    """The worker types something."""
    await worker.get_by_label("Je bericht").fill(text)
    await worker.get_by_label("Je bericht").press("Enter")


async def reads(worker: Page, text: str) -> None:
    """The worker sees this in the conversation."""
    await expect(worker.get_by_role("log").get_by_text(text).last).to_be_visible()


async def asks_for_a_person(worker: Page) -> None:
    """The worker presses the button that is always there."""
    await worker.get_by_role("button", name="Praat met een mens").click()
    await reads(worker, "coach")


async def ready(page: Page) -> None:
    """The script of this page has come: from here on its keys do what it says."""
    await expect(page.locator("html")).to_have_class(re.compile("scripted"))


async def keys(page: Page, *pressed: str) -> None:
    """Press keys, one after the other."""
    for key in pressed:
        await page.keyboard.press(key)


async def closes(coach: Page, outcome: str, what: str) -> None:
    """Close by keyboard: the outcome, one agreement, and yes."""
    await coach.focus("#go-close")
    await keys(coach, "Enter")
    await expect(coach.locator("#outcome-answered")).to_be_focused()
    assert await violations(coach) == []
    await coach.focus(f"#outcome-{outcome}")
    await keys(coach, "Space", "Tab", "Tab")
    await coach.keyboard.type(what)
    await picture(coach, f"closing-{outcome}")
    await keys(coach, "Tab", "Enter")
    await expect(coach.locator("#close-title")).to_be_focused()
    assert await violations(coach) == []
    await coach.focus("#close-now")
    await keys(coach, "Enter")
    await expect(coach.locator("#sheet-title")).to_contain_text("is afgesloten")


async def test_take_answer_hand_on_close_and_once_more(
    windows: Windows, console: Console, rasa: ScriptedRasa
) -> None:
    understands(rasa)
    worker, sanne = await windows.worker(), await windows.coach("sanne")
    youssef = await windows.coach("youssef", viewport=TABLET)
    await says(worker, "Moet ik mijn cursus terugbetalen?")
    await reads(worker, "Dat hangt ervan af.")
    await asks_for_a_person(worker)
    await expect(sanne.locator("#announcer")).to_contain_text("Nieuw in de rij: Samira")
    await sanne.get_by_role("button", name=re.compile("Neem gesprek met Samira")).press("Enter")
    await expect(sanne.locator("#reply-text")).to_be_focused()
    await expect(sanne.locator("#summary")).to_contain_text("Baas wil studiekosten terug")
    await reads(worker, "Sanne is er.")
    await ready(sanne)

    # A slash, and the likeliest answer is one key away.
    await sanne.keyboard.type("/")
    await expect(sanne.locator("#finder-list > li").first).to_have_attribute(
        "aria-selected", "true"
    )
    assert await violations(sanne) == []
    await picture(sanne, "finder")
    await keys(sanne, "Enter")
    await expect(sanne.locator("#reply-text")).to_be_focused()
    await expect(sanne.locator("#reply-text")).to_have_value(re.compile("Bron: .*https://"))
    await keys(sanne, "Control+Enter")
    await reads(worker, "Is je scholing verplicht?")

    # A note for Youssef, which the worker does not see.
    await sanne.focus("#kind-reply")
    await keys(sanne, "ArrowRight", "Tab", "Tab")
    await expect(sanne.locator("#reply-text")).to_be_focused()
    await sanne.keyboard.type("Wil liever bellen")
    assert await violations(sanne) == []
    await picture(sanne, "note")
    await keys(sanne, "Control+Enter")
    await expect(sanne.locator("#thread > .note")).to_contain_text("Wil liever bellen")

    await sanne.focus("#go-transfer")
    await keys(sanne, "Enter")
    await expect(sanne.get_by_label("Youssef")).to_be_focused()
    assert await violations(sanne) == []
    await keys(sanne, "Space", "Tab")
    await sanne.keyboard.type("Jij kent dit beter")
    await picture(sanne, "transfer")
    await keys(sanne, "Tab", "Tab", "Enter")
    await expect(sanne.locator("#handover")).to_contain_text("Je vroeg Youssef")
    assert await violations(sanne) == []
    await picture(sanne, "offered-away")

    await expect(youssef.locator("#announcer")).to_contain_text("Sanne vraagt je")
    await picture(youssef, "desk-with-offer")
    await youssef.get_by_role("link", name="Samira").press("Enter")
    await expect(youssef.locator("#sheet")).to_contain_text("Jij kent dit beter")
    assert await violations(youssef) == []
    await picture(youssef, "considering")
    await youssef.locator("#accept").press("Enter")
    await expect(youssef.locator("#thread")).to_contain_text("Wil liever bellen")
    await expect(sanne.locator("#sheet-title")).to_have_text("Dit gesprek is niet van jou")
    await expect(sanne.locator("#summary")).to_be_hidden()
    await reads(worker, "overgedragen aan Youssef")

    await ready(youssef)
    await youssef.fill("#reply-text", "Hoi, met Youssef")
    await keys(youssef, "Control+Enter")
    await reads(worker, "Hoi, met Youssef")
    await says(worker, "Fijn!")
    await expect(youssef.locator("#thread > :last-child")).to_contain_text("Fijn!")
    assert await violations(youssef) == []
    await picture(youssef, "talk-tablet")
    await picture(worker, "worker")
    await closes(youssef, "referred", "Belt de bond")
    await reads(worker, "Belt de bond")
    await expect(worker.get_by_text("Wil liever bellen")).to_have_count(0)

    # The bot is back, and the second time goes like the first.
    await says(worker, "En nu?")
    await reads(worker, "Dat hangt ervan af.")
    await asks_for_a_person(worker)
    await sanne.goto(f"{console.address}/console")
    await sanne.get_by_role("button", name=re.compile("Neem gesprek met Samira")).click()
    await expect(sanne.locator("#summary")).to_contain_text("Belt de bond")
    await expect(sanne.locator("#thread")).to_contain_text("Wil liever bellen")
    await picture(sanne, "talk-laptop")
    await closes(sanne, "answered", "Niets meer")
    await reads(worker, "Niets meer")


async def test_finder_gives_way(windows: Windows, console: Console) -> None:
    asked = await console.asks()
    sanne = await windows.coach()
    await sanne.click(f"#take-{asked.escalation_id}")
    await ready(sanne)
    text, finder = sanne.locator("#reply-text"), sanne.locator("#finder")
    await text.press_sequentially("en/of 1/2 ")
    await expect(finder).to_be_hidden()
    await sanne.keyboard.type("/cv")
    await expect(sanne.locator("#finder-status")).to_have_text(re.compile(r"^\d+ antwoord"))
    await keys(sanne, "ArrowDown", "ArrowUp", "ArrowUp")
    active = await sanne.locator("#finder-input").get_attribute("aria-activedescendant")
    await expect(sanne.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    await keys(sanne, "Escape")
    await expect(text).to_be_focused()
    await expect(text).to_have_value("en/of 1/2 /cv")
    await sanne.keyboard.type(" /qqqq")
    await expect(sanne.locator("#finder-status")).to_contain_text("Geen antwoord gevonden")
    assert await violations(sanne) == []
    await keys(sanne, "Enter", "Escape", "Control+z")
    await sanne.click("#find-answer")
    await expect(sanne.locator("#finder-input")).to_be_focused()
    await sanne.locator("#finder-input").fill("mantelzorg")
    await sanne.locator("#finder-list > li").first.click()
    await expect(text).to_have_value(re.compile("mantelzorg", re.IGNORECASE))
    await sanne.reload()
    await expect(text).to_have_value(re.compile("mantelzorg", re.IGNORECASE))


async def test_note_that_is_half_written_never_becomes_an_answer(
    windows: Windows, console: Console
) -> None:
    asked = await console.asks()
    sanne = await windows.coach()
    await sanne.click(f"#take-{asked.escalation_id}")
    await ready(sanne)
    await sanne.click("label[for=kind-note]")
    await sanne.fill("#reply-text", "Alleen voor ons")
    await sanne.reload()
    await expect(sanne.locator("#kind-note")).to_be_checked()
    await expect(sanne.locator("#reply-text")).to_have_value("Alleen voor ons")
    await sanne.get_by_role("button", name="Notitie bewaren").click()
    await expect(sanne.locator("#thread > .note")).to_have_count(1)
    await expect(sanne.locator("#thread > .said-coach")).to_have_count(0)


async def test_news_is_heard_and_seen_only_when_asked_for(
    windows: Windows, console: Console, browser: Browser
) -> None:
    context = await browser.new_context(viewport=LAPTOP, permissions=["notifications"])
    await context.add_init_script(LISTENING)
    page = await windows.open(context)
    await page.goto(f"{console.address}/console")
    await page.fill("#email", "sanne@werkplaats.example")
    await page.fill("#password", PASSWORD)
    await page.click(".main-action")
    await console.asks(name="Dennis")
    await expect(page.locator("#announcer")).to_contain_text("Dennis")
    assert await page.evaluate("heard") == []
    await page.click("#alerts summary")
    assert await violations(page) == []
    await page.check("#alert-sound")
    await page.check("#alert-notification")
    assert await page.evaluate("heard") == ["tone", "tone"]
    await page.reload()
    await page.evaluate("document.hasFocus = () => false")
    await console.asks(name="Fatma")
    news = "Er is nieuws voor jou op de balie."
    await expect(page.locator("body")).to_have_attribute("data-seen", news)
    assert await page.evaluate("heard.filter((one) => one === 'tone').length") == 2
    assert "Fatma" not in await page.evaluate("heard.join()")


# Stands in for loudspeakers and for the corner of the screen.
LISTENING = """
globalThis.heard = [];
OscillatorNode.prototype.start = () => heard.push("tone");
OscillatorNode.prototype.stop = () => {};
globalThis.Notification = class {
  static permission = "granted";
  static requestPermission = async () => "granted";
  constructor(_title, { body }) { heard.push(body); document.body.dataset.seen = body; }
};
"""


async def test_all_of_it_works_without_scripts(windows: Windows, console: Console) -> None:
    asked = await console.asks()
    youssef = await windows.coach("youssef")
    page = await windows.coach("sanne", java_script_enabled=False)
    await page.click(f"#take-{asked.escalation_id}")
    await page.click("#find-answer")
    await page.fill("#q", "cv")
    await page.click("#search")
    await page.get_by_role("link", name=re.compile("in mijn antwoord")).first.click()
    await expect(page.locator("#reply-text")).to_have_value(re.compile("cv", re.IGNORECASE))
    await page.click("#send")
    await expect(page.locator("#thread > .said-coach")).to_have_count(1)
    await page.click("label[for=kind-note]")
    await page.fill("#reply-text", "Zonder script")
    await page.click("#send")
    await expect(page.locator("#thread > .note")).to_contain_text("Zonder script")
    await page.click("#go-appointment")
    await page.click("#book")
    await expect(page.locator("#thread")).to_contain_text("Je afspraak staat")
    await page.click("#go-transfer")
    await page.get_by_label("Youssef").check()
    await page.click("#hand-over")
    await page.click("#take-back")
    await expect(page.locator("#handover")).to_be_empty()
    await expect(youssef.locator("#offered")).to_be_hidden()


@pytest.mark.parametrize("size", [LAPTOP, TABLET, {"width": 390, "height": 844}])
async def test_every_page_is_clean_at_every_size(
    windows: Windows, console: Console, size: dict[str, int]
) -> None:
    for name in ("Dennis", "Fatma"):
        asked = await console.asks(name=name)
    page = await windows.coach(viewport=size)
    await page.click(f"#take-{asked.escalation_id}")
    talk = asked.page
    for path in (
        "/console",
        talk,
        f"{talk}/transfer",
        f"{talk}/close",
        f"{talk}/appointment",
        "/console/answers?q=cv",
        "/console/appointments",
        "/console/closed",
    ):
        await page.goto(f"{console.address}{path}")
        assert await violations(page) == [], path
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert await page.evaluate(wide), f"{path} scrolls sideways"
