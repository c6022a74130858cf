"""Promises that only a real browser can keep."""

import re
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, expect

from tests.console.coaches import PASSWORD, Console
from tests.support.browser import CHROMIUM, open_browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED: the console is not tried in a browser"
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real browser."""
    async with open_browser() as browser:
        yield browser


@pytest.fixture
async def faults() -> AsyncIterator[list[str]]:
    """What goes wrong in the page; a test that ends with any has failed."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
async def page(console: Console, browser: Browser, faults: list[str]) -> Page:
    """Sanne at the desk."""
    page = await (await console.window(browser)).new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    await page.goto(f"{console.address}/console")
    await expect(page.locator("#waiting")).to_be_visible()
    return page


async def violations(page: Page) -> list[str]:
    """What axe has to say about the page as it is now."""
    only = {"runOnly": {"type": "tag", "values": RULES}}
    found = await Axe().run(page, options=only)
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found.response["violations"]]


async def test_queue_grows_by_itself(console: Console, page: Page) -> None:
    assert await violations(page) == []
    asked = await console.asks("Kan iemand naar mijn contract kijken?", "Dennis")
    await expect(page.locator("#waiting")).to_contain_text("Kan iemand naar mijn contract kijken?")
    await expect(page.locator("#announcer")).to_have_text("Nieuw in de rij: Dennis")
    await expect(page).to_have_title(re.compile(r"^\(1\) "))
    await page.focus(f"#take-{asked.escalation_id}")
    await console.asks("Ik ook", "Fatma")
    await expect(page).to_have_title(re.compile(r"^\(2\) "))
    await expect(page.locator(f"#take-{asked.escalation_id}")).to_be_focused()
    assert await violations(page) == []


async def test_whole_conversation_by_keyboard(console: Console, page: Page) -> None:
    asked = await console.asks("<img src=x onerror=alert(1)>")
    await page.focus(f"#take-{asked.escalation_id}")
    await page.keyboard.press("Enter")
    await expect(page.locator("#reply-text")).to_be_focused()
    await page.keyboard.type("Hoi Samira")
    await expect(page.get_by_text("zoekt een antwoord")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".said-coach .words")).to_have_text("Hoi Samira")
    await expect(page.locator("#reply-text")).to_have_value("")
    await console.says(asked.conversation_id, "Fijn dat je er bent")
    await expect(page.locator("#thread > :last-child")).to_contain_text("Fijn dat je er bent")
    assert await violations(page) == []
    await page.focus("#go-close")
    await page.keyboard.press("Enter")
    await expect(page.locator("#outcome-answered")).to_be_focused()
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Samira")
    assert await violations(page) == []
    await page.keyboard.press("Enter")
    await expect(page.locator("#close-title")).to_be_focused()
    assert await violations(page) == []
    await page.focus("#close-now")
    await page.keyboard.press("Enter")
    await expect(page.locator("#sheet")).to_contain_text("Wie: Samira")
    assert await violations(page) == []


async def test_lost_connection_loses_nothing(console: Console, page: Page) -> None:
    asked = await console.asks()
    await page.click(f"#take-{asked.escalation_id}")
    await page.fill("#reply-text", "Half af")
    await page.context.set_offline(True)
    await expect(page.locator("#line")).to_contain_text("De verbinding is weg")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#reply-problem")).to_contain_text("Niet verstuurd")
    await console.says(asked.conversation_id, "Ben je er nog?")
    await console.asks("Ik wacht ook", "Dennis")
    await page.context.set_offline(False)
    await expect(page.locator("#line")).to_contain_text("De verbinding is er weer")
    await expect(page.locator("#thread > :last-child")).to_contain_text("Ben je er nog?")
    await expect(page.locator("#announcer")).to_have_text("Nieuw in de rij: Dennis")
    await expect(page.locator("#reply-text")).to_have_value("Half af")
    await expect(page.locator("#reply-text")).to_be_focused()
    await page.reload()
    await expect(page.locator("#reply-text")).to_have_value("Half af")
    seqs = await page.locator("#thread > li").evaluate_all("all => all.map(i => +i.dataset.seq)")
    assert seqs == list(range(1, len(seqs) + 1))


async def test_sign_out_leaves_nothing_behind(console: Console, page: Page) -> None:
    asked = await console.asks()
    await page.click(f"#take-{asked.escalation_id}")
    await page.fill("#reply-text", "Half af")
    other = await page.context.new_page()
    await other.goto(f"{console.address}/console")
    await other.click("#sign-out button")
    await expect(page).to_have_url(re.compile("/console/login"))
    await expect(page.locator("body")).not_to_contain_text("Samira")


async def test_everything_works_without_scripts(console: Console, browser: Browser) -> None:
    asked = await console.asks()
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(console.address + asked.page)
    await page.fill("#email", "sanne@werkplaats.example")
    await page.fill("#password", PASSWORD)
    await page.click("button")
    await page.click("#take")
    await page.fill("#reply-text", "Zonder script")
    await page.click("#send")
    await expect(page.locator(".said-coach")).to_contain_text("Zonder script")
    await page.click("#go-close")
    await page.check("#outcome-referred")
    await page.fill("#what", "Een cursus kiezen")
    await page.click("#review")
    await page.click("#close-now")
    await expect(page.locator("#sheet")).to_contain_text("Wat: Een cursus kiezen")
    await page.click("#sign-out button")
    await expect(page).to_have_url(re.compile("/console/login"))
