"""The six faults found in the prototype must not come back."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.widget.chat import Chat
from tests.widget.server import Frame, ScriptedServer, Talk

pytestmark = pytest.mark.asyncio(loop_scope="package")

LIVE_TEXT = """element => {
    window.announced = [];
    const live = element.shadowRoot.querySelectorAll("[aria-live=polite], [role=status]");
    const watch = (changes) => changes.forEach(({addedNodes}) =>
        addedNodes.forEach((node) => node.textContent && window.announced.push(node.textContent)));
    live.forEach((region) => new MutationObserver(watch).observe(region,
        {childList: true, subtree: true, characterData: true}));
}"""


async def test_an_ack_with_a_number_already_shown_still_counts(chat: Chat) -> None:
    """1. The message comes first, then its ack with the same number."""
    chat.server.wire = lambda frame: (
        [{**frame, "client_id": None}] if "client_id" in frame else [frame]
    )
    await chat.say("Hoi")
    await chat.has(3)  # without client id: the sent one, and the message of "somebody"
    await expect(chat.log.get_by_text("wordt verstuurd")).to_have_count(0)


async def test_a_message_is_announced_once_without_its_buttons(chat: Chat) -> None:
    """2. The label of the read-aloud button is no part of the live text."""
    await chat.element.evaluate(LIVE_TEXT)
    await chat.server.speak("bot", "Je hebt 1.250 euro.", buttons=[{"id": "x", "title": "Mooi"}])
    await chat.has(2)
    announced = await chat.page.evaluate("window.announced")
    assert announced == ["Leermaat, chatbot: Je hebt 1.250 euro. Kies een antwoord: Mooi"]
    await expect(chat.log).to_have_attribute("aria-live", "off")


async def test_what_waits_is_shown_after_a_reload(chat: Chat) -> None:
    """3. Before the server echoes it, and even when the server cannot be reached."""

    async def never(talk: Talk, frame: Frame) -> bool:
        return False

    chat.server.answer = never
    await chat.say("Dit is nog onderweg")
    await chat.server.heard(1, "say")
    await chat.visit()
    await chat.open()
    assert ("worker", "Dit is nog onderweg") in await chat.shown()
    chat.server.answer = None
    chat.server.kill()
    await chat.is_settled()
    assert (await chat.shown())[1:] == [("worker", "Dit is nog onderweg")]


async def test_the_hint_fits_on_a_small_phone(chat: Chat) -> None:
    """4. A short hint does not wrap at 320 pixels."""
    await chat.resize(320, 640)
    await expect(chat.field).to_have_attribute("placeholder", "Typ hier")
    box = await chat.field.bounding_box()
    assert box is not None
    assert box["height"] < 56


async def test_on_a_phone_the_chat_keeps_the_focus(page: Page, server: ScriptedServer) -> None:
    """5. Full screen and modal on a phone, beside the page on a desktop."""
    chat = Chat(page, server)
    await chat.page.set_viewport_size({"width": 360, "height": 740})
    await chat.visit()
    await chat.open()
    assert await chat.call("chat.shadowRoot.querySelector('dialog').matches(':modal')")
    for _ in range(12):
        await chat.page.keyboard.press("Tab")
        focused = await chat.page.evaluate("document.activeElement.tagName")
        assert focused in ("LEERMAAT-CHAT", "BODY")  # the body stands for the browser's own bar
    await chat.resize(1000, 740)
    await expect(chat.panel).to_be_visible()


async def test_the_launcher_comes_before_storage_is_read(
    page: Page, server: ScriptedServer
) -> None:
    """6. Reading storage is slow, so the launcher does not wait for it."""
    chat = Chat(page, server)
    await chat.page.add_init_script(
        """window.order = [];
        const read = Object.getOwnPropertyDescriptor(window, "localStorage").get;
        Object.defineProperty(window, "localStorage", {get() {
            const element = document.querySelector("leermaat-chat");
            const launcher = element?.shadowRoot?.querySelector(".launcher");
            window.order.push(Boolean(launcher));
            return read.call(window);
        }});"""
    )
    await chat.visit()
    await expect(chat.launcher).to_be_visible()
    await asyncio.sleep(0.3)
    assert await chat.page.evaluate("window.order") == [True]
