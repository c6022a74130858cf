"""Promises of the demo page, which stands in for a host site."""

import pytest
from playwright.async_api import Browser, expect

from api.settings import Settings
from tests.console.coaches import Console
from tests.console.test_open_page import browser, pytestmark, violations

__all__ = ["browser", "pytestmark"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The settings of an installation that shows the demo."""
    return settings.model_copy(update={"demo": True})


async def test_serves_its_own_files_and_nothing_else(console: Console) -> None:
    async with console.visitor() as visitor:
        page = await visitor.get("/")
        for path in ("/demo/demo.js", "/demo/demo.css", "/demo/icon.svg"):
            assert path in page.text
            assert (await visitor.get(path)).status_code == 200
        for path in ("/demo/icon.css", "/demo/x.js", "/demo/..%2fdemo.css"):
            assert (await visitor.get(path)).status_code in (404, 422)
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "<leermaat-chat>" in page.text


async def test_worker_signs_in_meets_a_coach_and_leaves(console: Console, browser: Browser) -> None:
    page = await (await browser.new_context()).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await page.goto(console.address)
    assert await violations(page) == []
    await page.get_by_role("button", name="Probeer als Samira").click()
    await expect(page.locator("#who")).to_contain_text("Je bent nu Samira")
    chat = page.locator("leermaat-chat")
    await chat.get_by_role("button", name="Praat met een coach").first.click()
    async with console.coach() as sanne:
        await expect(chat.get_by_role("button", name="Verder met de chatbot").first).to_be_visible()
        desk = (await sanne.get("/console")).text
        address = desk.split("/claim")[0].split('action="')[-1]
        assert "Samira (voorbeeld)" in desk
        await sanne.post(f"{address}/claim")
    thread = chat.get_by_role("log")
    await expect(thread.get_by_text("Sanne is er.")).to_be_visible()
    await page.get_by_role("button", name="Uitloggen").click()
    await expect(page.locator("#who")).to_contain_text("Je bent niet ingelogd")
    await expect(thread.get_by_text("Sanne is er.")).not_to_be_attached()
    assert faults == []
