"""Every word is Dutch, also the words that only a screen reader says."""

import re

import pytest

from tests.widget.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="package")

ENGLISH = re.compile(
    r"\b(the|and|you|your|send|sent|close|messages?|chat with|typ(e|ing)|write|new|retry|again|"
    r"failed|error|loading|connect(ing|ion)|waiting|queue|source|checked|human|agent|read|aloud|"
    r"today|yesterday|sign(ed)?|log in|button|dialog|image|"
    r"(mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|may|june|july|october)\b",
    re.IGNORECASE,
)
WORDS = """element => {
    const words = [];
    const names = ["aria-label", "title", "placeholder", "alt", "aria-roledescription",
        "aria-description", "aria-valuetext", "value"];
    const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) words.push(node.data);
        if (node.nodeType === Node.ELEMENT_NODE)
            for (const name of names) words.push(node.getAttribute(name) ?? "");
        node.childNodes.forEach(walk);
    };
    element.shadowRoot.childNodes.forEach(walk);
    return words.filter(Boolean);
}"""


async def test_no_english_anywhere_in_any_state(chat: Chat) -> None:
    words: list[str] = []

    async def collect() -> None:
        words.extend(await chat.element.evaluate(WORDS))

    source = {
        "name": "UWV",
        "address": "https://www.uwv.nl/",
        "page_date": "2026-05-01",
        "age_note": "ouder dan een jaar",
    }
    await chat.server.speak("bot", "Zo zit het.", sources=[source], checked_on="2026-03-01")
    await chat.server.speak("coach", "Hoi", sent_at="2026-05-04T09:00:00Z")
    await chat.has(3)
    await collect()
    await chat.server.status("waiting", "Je wacht.", position=4)
    await chat.field.fill("x" * 1900)
    await collect()
    await chat.field.fill("x" * 2100)
    await collect()
    chat.server.is_down = True
    chat.server.kill()
    await chat.say("Ben ik er nog?")
    await chat.log.get_by_role("button", name="niet verstuurd").wait_for()
    await collect()
    chat.server.is_down = False
    await chat.button("Sluit").click()
    await chat.is_settled()
    await chat.server.speak("coach", "Nog een")
    await chat.page.get_by_text("1 nieuw bericht").wait_for(state="attached")
    await collect()
    assert len(words) > 60
    assert [word for word in words if ENGLISH.search(word)] == []


async def test_it_says_that_it_is_dutch(chat: Chat) -> None:
    roots = "e => [...e.shadowRoot.children].map((part) => part.lang)"
    assert await chat.element.evaluate(roots) == ["nl", "nl"]


async def test_it_also_says_so_on_an_english_page(chat: Chat) -> None:
    await chat.page.evaluate("document.documentElement.lang = 'en'")
    assert await chat.panel.evaluate("e => e.matches(':lang(nl)')")
