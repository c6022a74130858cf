"""A real browser and a scripted server, in one event loop for all tests of the widget."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from api.channels.web.bundle import widget_script
from tests.support.browser import CHROMIUM, PATIENCE_MS, open_browser
from tests.widget.chat import GREETING, Chat
from tests.widget.pages import PLAIN
from tests.widget.server import ScriptedServer

HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    if not CHROMIUM:
        pytest.skip("CHROMIUM IS NOT INSTALLED: nothing of the chat widget was tested.")
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="package")
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer(widget_script()) as server:
        server.pages["/"] = (PLAIN, HTML)
        yield server


@pytest_asyncio.fixture(loop_scope="package")
async def chat(page: Page, server: ScriptedServer) -> Chat:
    """The chat, opened on a plain page, greeted by the bot."""
    server.greeting = [GREETING]
    chat = await Chat(page, server).visit()
    await chat.open()
    await chat.has(1)
    return chat


@pytest_asyncio.fixture(loop_scope="package")
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1100, "height": 780})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    await context.close()
    assert errors == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not CHROMIUM:
        where = Path(__file__).parent.name
        terminalreporter.write_line(f"CHROMIUM IS NOT INSTALLED: {where} tests skipped.", red=True)
