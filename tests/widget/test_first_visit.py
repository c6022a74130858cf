"""Before the worker does something, the widget leaves no trace and asks nobody anything."""

import pytest
from playwright.async_api import Page, expect

from tests.widget.chat import GREETING, Chat
from tests.widget.server import ScriptedServer

pytestmark = pytest.mark.asyncio(loop_scope="package")

ALLOWED_KEYS = {"leermaat:session", "leermaat:read"}


@pytest.fixture
def closed(page: Page, server: ScriptedServer) -> Chat:
    """A visitor who has not touched the chat."""
    server.greeting = [GREETING]
    return Chat(page, server)


async def stored(chat: Chat) -> dict[str, str]:
    keys: dict[str, str] = await chat.page.evaluate("({...localStorage, ...sessionStorage})")
    return keys


async def test_one_script_and_nothing_else(closed: Chat) -> None:
    await closed.visit()
    await closed.page.wait_for_timeout(1200)
    assert set(closed.server.requests) - {"/favicon.ico"} == {"/", "/widget.js"}
    assert await closed.page.context.cookies() == []
    assert await stored(closed) == {}


async def test_after_opening_only_what_is_needed_is_kept(closed: Chat) -> None:
    asked: list[str] = []
    closed.page.on("request", lambda request: asked.append(request.url))
    await closed.visit()
    await closed.open()
    await closed.say("Hoi")
    await closed.has(2)
    assert set(await stored(closed)) == ALLOWED_KEYS
    assert await closed.page.context.cookies() == []
    assert all(url.startswith(closed.server.url) for url in asked)


async def test_who_comes_back_sees_that_an_answer_came(closed: Chat) -> None:
    await closed.visit()
    await closed.open()
    await closed.has(1)
    await closed.page.goto("about:blank")
    await closed.server.speak("coach", "Ik heb je vraag gelezen.")
    await closed.visit()
    await expect(closed.page.get_by_role("status")).to_have_text("1 nieuw bericht")
    await expect(closed.launcher).to_have_accessible_name("Chat met Leermaat, 1 nieuw bericht")
    await closed.server.speak("coach", "Heb je even?")
    await expect(closed.page.get_by_role("status")).to_have_text("2 nieuwe berichten")
    await closed.launcher.click()
    await closed.has(3)
    await closed.button("Sluit").click()
    await expect(closed.launcher).to_have_accessible_name("Chat met Leermaat")


async def test_a_browser_without_storage_still_has_a_conversation(closed: Chat) -> None:
    await closed.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})"
    )
    await closed.visit()
    await closed.open()
    await closed.say("Hoi")
    await closed.has(2)
    closed.server.kill()
    await closed.server.heard(2)
    assert closed.server.of_kind("hello")[-1]["session"] == closed.server.talk.secret


async def test_full_storage_is_no_reason_to_stop(closed: Chat) -> None:
    await closed.page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full'); }"
    )
    await closed.visit()
    await closed.open()
    await closed.say("Hoi")
    await closed.has(2)
    await closed.is_settled()
