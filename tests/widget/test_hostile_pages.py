"""The widget looks the same on a page whose styles are out of hand."""

import pytest

from tests.widget.chat import GREETING, Chat
from tests.widget.conftest import HTML
from tests.widget.pages import host_page

pytestmark = pytest.mark.asyncio(loop_scope="package")

HOSTILE = """<style>
html { font-size: 5px !important; }
* { all: unset !important; font: 6px/1 "Comic Sans MS" !important; color: yellow !important;
    letter-spacing: 9px !important; text-transform: uppercase !important; direction: rtl !important;
    visibility: hidden !important; opacity: .1 !important; cursor: none !important;
    text-align: right !important; word-spacing: 20px !important; white-space: nowrap !important; }
leermaat-chat { display: none !important; position: static !important;
    transform: scale(.2) !important; width: 3px !important; height: 3px !important;
    pointer-events: none !important;
    user-select: none !important; filter: blur(9px) !important; z-index: -1 !important; }
dialog, button, textarea, [role=log], article { display: none !important; }
</style>"""

LOOKS = """element => {
    const looks = ["fontSize", "lineHeight", "color", "letterSpacing", "textTransform", "direction",
        "visibility", "opacity", "textAlign", "wordSpacing", "whiteSpace", "display", "cursor",
        "fontFamily", "pointerEvents", "userSelect", "width", "height"];
    return [...element.shadowRoot.querySelectorAll("*")].map((part) => {
        const style = getComputedStyle(part);
        return [part.localName + "." + part.getAttribute("class"), ...looks.map((k) => style[k])];
    });
}"""


async def looks_on(chat: Chat, path: str) -> object:
    await chat.call("(chat.remove(), localStorage.clear())")
    await chat.visit(path)
    await chat.call("chat.open()")
    await chat.has(1)
    await chat.page.wait_for_timeout(400)
    return await chat.element.evaluate(LOOKS)


async def test_styles_of_the_page_do_not_reach_it(chat: Chat) -> None:
    chat.server.greeting = [{**GREETING, "sent_at": "2026-01-01T12:00:00+00:00"}]
    chat.server.pages["/hostile"] = (host_page(HOSTILE), HTML)
    quiet = await looks_on(chat, "/")
    assert await looks_on(chat, "/hostile") == quiet
    host = await chat.element.evaluate(
        """e => ["transform", "filter", "opacity", "position", "zIndex"]
            .map((name) => getComputedStyle(e)[name])"""
    )
    assert host == ["none", "none", "1", "fixed", "2147483000"]


async def test_it_does_not_move_the_page(chat: Chat) -> None:
    height = "document.body.scrollHeight"
    opened = await chat.page.evaluate(height)
    await chat.page.evaluate("document.querySelector('leermaat-chat').remove()")
    assert await chat.page.evaluate(height) == opened


async def test_the_page_sets_one_accent_colour(chat: Chat) -> None:
    accent = host_page("<style>:root { --leermaat-accent: rgb(120, 20, 90); }</style>")
    chat.server.pages["/accent"] = (accent, HTML)
    await chat.visit("/accent")
    background = "element => getComputedStyle(element).backgroundColor"
    assert await chat.launcher.evaluate(background) == "rgb(120, 20, 90)"
