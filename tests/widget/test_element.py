"""The element as the page around it uses it."""

import pytest
from playwright.async_api import Page, expect

from tests.widget.chat import GREETING, Chat
from tests.widget.conftest import HTML
from tests.widget.pages import host_page
from tests.widget.server import ScriptedServer

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_open_close_and_toggle_with_their_events(chat: Chat) -> None:
    await chat.page.evaluate(
        """window.heard = [];
        for (const name of ["open", "close"])
            document.addEventListener(`leermaat:${name}`, () => window.heard.push(name));"""
    )
    for method in ("close", "open", "open", "toggle", "toggle", "close", "close"):
        await chat.call(f"chat.{method}()")
    assert await chat.page.evaluate("window.heard") == ["close", "open", "close", "open", "close"]
    await expect(chat.panel).to_be_hidden()


async def test_a_page_that_closes_it_keeps_its_own_focus(chat: Chat) -> None:
    link = chat.page.get_by_role("link", name="Link voor de chat")
    await link.focus()
    await chat.call("chat.signOut()")
    await expect(chat.launcher).to_be_visible()
    await expect(link).to_be_focused()


async def test_say_works_for_the_page_and_returns_an_id(chat: Chat) -> None:
    message_id = await chat.call("chat.say('  Ik zoek een cursus  ')")
    said = (await chat.server.heard(1, "say"))[0]
    assert said["text"] == "Ik zoek een cursus"
    assert said["id"] == message_id
    assert await chat.call("chat.say('   ')") is None
    assert await chat.call("chat.say('x'.repeat(2001))") is None


async def test_the_message_event_holds_no_words(chat: Chat) -> None:
    await chat.call("chat.addEventListener('leermaat:message', e => (window.detail = e.detail))")
    await chat.server.speak("coach", "Iets persoonlijks")
    await chat.has(2)
    detail = await chat.page.evaluate("window.detail")
    assert detail == {"seq": 2, "speaker": "coach", "unread": 0}


async def test_the_attribute_opens_it_without_taking_the_focus(
    page: Page, server: ScriptedServer
) -> None:
    server.greeting = [GREETING]
    server.pages["/open"] = (host_page(element="<leermaat-chat open></leermaat-chat>"), HTML)
    chat = await Chat(page, server).visit("/open")
    await chat.has(1)
    assert await page.evaluate("document.activeElement.tagName") == "BODY"


async def test_moving_it_on_the_page_keeps_the_conversation(chat: Chat) -> None:
    await chat.say("Blijf bij me")
    await chat.has(2)
    await chat.page.evaluate(
        "document.querySelector('main').append(document.querySelector('leermaat-chat'))"
    )
    await chat.server.heard(2)
    await chat.server.speak("bot", "Hier ben ik")
    await chat.has(3)
    await expect(chat.panel).to_be_visible()
    assert await chat.call("chat.shadowRoot.querySelectorAll('.launcher').length") == 1


async def test_taking_it_off_the_page_hangs_up(chat: Chat) -> None:
    await chat.page.evaluate(
        "window.kept = document.querySelector('leermaat-chat'); window.kept.remove()"
    )
    await chat.server.until(lambda: not chat.server.sockets)
    await chat.page.wait_for_timeout(700)
    assert len(chat.server.of_kind("hello")) == 1
    await chat.page.evaluate("document.body.append(window.kept)")
    await chat.server.heard(2)


async def test_connected_twice_is_connected_once(chat: Chat) -> None:
    await chat.call("chat.connectedCallback()")
    await chat.server.speak("bot", "Een keer")
    await chat.has(2)
    assert len(chat.server.of_kind("hello")) == 1


async def test_the_script_twice_is_no_error(page: Page, server: ScriptedServer) -> None:
    server.pages["/twice"] = (host_page('<script src="/widget.js"></script>'), HTML)
    chat = await Chat(page, server).visit("/twice")
    await expect(chat.launcher).to_have_count(1)


async def test_one_script_tag_can_bring_its_own_element(page: Page, server: ScriptedServer) -> None:
    body = b'<!doctype html><html lang="nl"><title>x</title><script src="/widget.js" data-auto>'
    server.pages["/auto"] = (body + b"</script><p>Pagina</p></html>", HTML)
    chat = await Chat(page, server).visit("/auto")
    await expect(chat.launcher).to_be_visible()


async def test_another_server_can_be_named(page: Page, server: ScriptedServer) -> None:
    server.pages["/other"] = (
        host_page(
            element=f'<leermaat-chat server="http://localhost:{server.port}"></leermaat-chat>'
        ),
        HTML,
    )
    urls: list[str] = []
    page.on("websocket", lambda socket: urls.append(socket.url))
    chat = await Chat(page, server).visit("/other")
    await chat.launcher.click()
    await page.wait_for_timeout(500)
    assert urls[0] == f"ws://localhost:{server.port}/web/socket"
