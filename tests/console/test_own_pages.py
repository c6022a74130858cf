"""Promises about sign-in and one's own pages that only a real browser can keep."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import update

from api.database import announce, now
from api.escalations.tables import Coach, Escalation, Role
from api.settings import Settings
from api.signals import DESK
from tests.console.coaches import PASSWORD, Console
from tests.console.test_open_page import browser, faults, pytestmark, violations

__all__ = ["browser", "faults", "pytestmark"]
PICTURES = os.environ.get("CONSOLE_PICTURES")
LAPTOP, TABLET = (1280, 800), (820, 1180)


async def look(page: Page, name: str) -> None:
    """No axe violations, no sideways scrolling; pictures for whoever wants to look."""
    assert await violations(page) == [], name
    for size, (width, height) in {"laptop": LAPTOP, "tablet": TABLET}.items():
        await page.set_viewport_size({"width": width, "height": height})
        scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.evaluate(scrolls), (name, size)
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"{name}-{size}.png")


async def open_as(console: Console, browser: Browser, name: str) -> Page:
    """Sign in with the keyboard."""
    page = await (await browser.new_context()).new_page()
    await page.goto(f"{console.address}/console")
    await expect(page.locator("#email")).to_be_focused()
    await page.keyboard.type(f"{name}@werkplaats.example")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    return page


class TestWithSecondFactor:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """The settings of a real service."""
        return settings.model_copy(update={"second_factor_required": True})

    async def test_first_sign_in_by_keyboard(
        self, console: Console, browser: Browser, faults: list[str]
    ) -> None:
        page = await open_as(console, browser, "sanne")
        page.on("pageerror", lambda error: faults.append(str(error)))
        await expect(page.get_by_role("heading", name="Koppel je telefoon")).to_be_visible()
        await look(page, "enrol")
        await page.focus("summary")
        await page.keyboard.press("Enter")
        secret = await page.locator("#secret").inner_text()
        await page.focus("#code")
        await page.keyboard.type("000000")
        await page.keyboard.press("Enter")
        await expect(page.locator("#problem")).to_be_visible()
        await look(page, "enrol-wrong")
        await page.keyboard.type(pyotp.TOTP(secret).at(now()))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Bewaar je herstelcodes")).to_be_visible()
        await look(page, "recovery-codes")
        recovery = await page.locator(".recovery code").first.inner_text()
        await page.focus("#go-on")
        await page.keyboard.press("Enter")
        await expect(page.locator("#waiting")).to_be_visible()
        await page.get_by_role("button", name="Uitloggen").click()
        again = await open_as(console, browser, "sanne")
        await expect(again.locator("#code")).to_be_focused()
        await look(again, "code")
        await again.keyboard.type(recovery)
        await again.keyboard.press("Enter")
        await expect(again.locator("#waiting")).to_be_visible()
        await again.get_by_role("link", name="Sanne").click()
        await expect(again.get_by_text("Je hebt nog 7 herstelcodes")).to_be_visible()
        await look(again, "account")


async def test_being_away_and_back(console: Console, browser: Browser) -> None:
    page = await open_as(console, browser, "sanne")
    await expect(page.locator("#presence")).to_be_visible()
    await look(page, "desk-present")
    await page.focus("#away-reason")
    await page.keyboard.type("overleg")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#presence")).to_contain_text("Even weg: overleg")
    await look(page, "desk-away")
    await page.get_by_role("button", name="Ik ben er weer").click()
    await expect(page.get_by_role("button", name="Ik ben even weg")).to_be_visible()


async def test_people_page(console: Console, browser: Browser, password_hash: str) -> None:
    async with console.parts.database.transaction() as db:
        email = "beheer@werkplaats.example"
        role = Role.ADMINISTRATOR
        db.add(Coach(email=email, name="Beheer", role=role, password_hash=password_hash))
    page = await open_as(console, browser, "beheer")
    await expect(page.get_by_role("heading", name="Mensen")).to_be_visible()
    await look(page, "people")
    await page.get_by_role("button", name=re.compile("Sluit Youssef buiten")).click()
    await expect(page.locator(".done")).to_contain_text("Youssef komt er niet meer in.")
    await look(page, "people-told")


async def test_alarm_is_seen_and_heard_of(console: Console, browser: Browser) -> None:
    page = await open_as(console, browser, "sanne")
    await expect(page.locator("#waiting")).to_be_visible()
    await page.evaluate("addEventListener('leermaat-alarm', () => (window.alarms = 1))")
    await console.asks(name="Dennis")
    await expect(page).to_have_title(re.compile(r"^\(1\) Balie"))
    async with console.parts.database.transaction() as db:
        long_ago = now() - timedelta(minutes=6)
        await db.execute(
            update(Escalation).values(is_urgent=True, requested_at=long_ago, alarmed_at=now())
        )
        announce(db, DESK)
    await expect(page.locator("#alarm")).to_contain_text("Urgent: Dennis wacht")
    await expect(page.locator("#announcer")).to_contain_text("Urgent: Dennis wacht")
    await expect(page).to_have_title(re.compile(r"^\(1\) URGENT · Balie"))
    assert await page.evaluate("window.alarms") == 1
    await look(page, "alarm")
    await page.get_by_role("button", name="Neem gesprek met Dennis").click()
    await expect(page.locator("#alarm")).to_be_empty()
    await expect(page).not_to_have_title(re.compile("URGENT"))
