"""The panel that links Telegram shows what the server says, to eyes, keyboards and ears."""

import os
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from api.channels.telegram.panel import _qr
from tests.widget.axe import OPTIONS
from tests.widget.chat import GREETING, Chat
from tests.widget.server import ScriptedServer

pytestmark = pytest.mark.asyncio(loop_scope="package")

PICTURES = os.environ.get("WIDGET_PICTURES")
ADDRESS = "https://t.me/LeermaatBot?start=Zm9vYmFyYmF6cXV4MTIzNA"
UNLINKED = {
    "text": "Wil je ook op Telegram praten? Koppel dan je Telegram-account.",
    "choices": [{"wish": "code", "title": "Koppel Telegram"}],
}
CODE = {
    "text": "Open de link, of scan de code. De code werkt tot 15.10.\nDeel de code met niemand.",
    "link": ADDRESS,
    "link_text": "Open Telegram",
    "qr": _qr(ADDRESS).model_dump(),
    "choices": [{"wish": "code", "title": "Nieuwe code"}, {"wish": "stop", "title": "Stop"}],
}
ASKING = {
    "text": "Dit Telegram-account wil koppelen: Samira (@sbakker). Ben jij dat?",
    "asks": True,
    "choices": [
        {"wish": "confirm", "title": "Ja, koppel"},
        {"wish": "deny", "title": "Nee, niet koppelen"},
    ],
}


async def show(chat: Chat, panel: dict[str, Any]) -> None:
    """Let the server say what the panel shows."""
    await chat.server.show({"type": "telegram", "asks": False, "link": None, "qr": None, **panel})


@pytest_asyncio.fixture(loop_scope="package")
async def worker(page: Page, server: ScriptedServer) -> Chat:
    """Somebody who is signed in."""
    server.greeting = [GREETING]
    chat = await Chat(page, server).visit()
    await chat.call("chat.identify('token')")
    await chat.open()
    await chat.has(1)
    return chat


def section(chat: Chat) -> Locator:
    return chat.panel.get_by_role("region", name="Telegram")


async def test_who_has_nothing_to_link_sees_nothing(chat: Chat) -> None:
    await expect(chat.button("Telegram")).to_have_count(0)


async def test_a_wish_goes_to_the_server_and_its_answer_is_shown(worker: Chat) -> None:
    await show(worker, UNLINKED)
    toggle = worker.button("Telegram").first
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    await toggle.press("Enter")
    await worker.button("Koppel Telegram").press("Enter")
    [wish] = await worker.server.heard(1, "telegram")
    assert wish["wish"] == "code"
    await show(worker, CODE)
    link = worker.panel.get_by_role("link", name="Open Telegram")
    await expect(link).to_have_attribute("href", ADDRESS)
    await expect(link).to_be_focused()
    await expect(section(worker).locator("svg")).to_be_visible()


async def test_a_question_opens_by_itself_and_is_read_out(worker: Chat) -> None:
    await show(worker, UNLINKED)
    await show(worker, ASKING)
    await expect(section(worker)).to_contain_text("Samira (@sbakker)")
    await expect(worker.panel.locator("[aria-live=polite]")).to_contain_text("Samira (@sbakker)")
    await worker.button("Ja, koppel").click()
    [wish] = await worker.server.heard(1, "telegram")
    assert wish["wish"] == "confirm"


async def test_markup_in_a_name_stays_text_and_a_script_is_no_link(worker: Chat) -> None:
    await show(worker, {**CODE, "text": "<img src=x onerror=alert(1)>", "link": "javascript:x"})
    await worker.button("Telegram").first.click()
    await expect(section(worker)).to_contain_text("<img src=x")
    await expect(section(worker).locator("a, img, svg")).to_have_count(0)


@pytest.mark.parametrize("size", [(1100, 780), (320, 640)], ids=["desktop", "phone"])
@pytest.mark.parametrize("panel", [UNLINKED, CODE, ASKING], ids=["unlinked", "code", "asking"])
async def test_no_barriers(worker: Chat, size: tuple[int, int], panel: dict[str, Any]) -> None:
    await worker.resize(*size)
    await show(worker, {**panel, "asks": True})
    await expect(section(worker)).to_be_visible()
    results = await Axe().run(worker.page, options=OPTIONS)
    assert results.response["violations"] == []
    overflow = "() => document.documentElement.scrollWidth > innerWidth"
    assert not await worker.page.evaluate(overflow)
    if PICTURES:
        name = f"telegram-{size[0]}-{panel['choices'][0]['wish']}.png"
        await worker.page.screenshot(path=Path(PICTURES) / name)
