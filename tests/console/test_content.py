"""Promises about the editor's page: everything the chatbot says, and nothing a worker said."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, expect

from api.console.content.topics_to_read import topics_to_read
from api.console.topics import responses
from api.escalations.tables import Coach, Role
from tests.console.coaches import Console, sign_in
from tests.console.test_open_page import browser, faults, pytestmark
from tests.console.test_own_pages import look, open_as
from tests.support.rasa import ScriptedRasa, answer
from tests.support.rasa import reply as said

__all__ = ["browser", "faults", "pytestmark"]
WORDS = "mijn baas Kees doet zo raar over mijn knie"


@pytest.fixture
async def editor(console: Console, password_hash: str) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of an editor who has signed in."""
    email = "redactie@werkplaats.example"
    async with console.parts.database.transaction() as db:
        db.add(Coach(email=email, name="Ed", role=Role.EDITOR, password_hash=password_hash))
    async with console.visitor() as browser:
        response = await sign_in(browser, email)
        assert response.headers["location"] == "/console/content"
        yield browser


def wavers(rasa: ScriptedRasa) -> None:
    """Let the bot waver about everything but a greeting."""
    names = ("nlu_fallback", "studieverlof", "studiekostenbeding", "cv_maken")
    ranking = [{"name": name, "confidence": 0.3} for name in names]

    async def script(question: dict[str, Any]) -> Any:
        if question["text"] == "hoi":
            return answer(said("Hoi."), intent={"name": "begroeten", "confidence": 0.9})
        return answer(said("Bedoel je dit?"), intent=ranking[0], ranking=ranking)

    rasa.script = script


async def test_page_works_by_keyboard(
    console: Console, editor: httpx.AsyncClient, browser: Browser
) -> None:
    page = await open_as(console, browser, "redactie")
    await expect(page.get_by_role("heading", name="Inhoud")).to_be_visible()
    await page.locator("summary").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".bot-says").first).to_be_visible()
    await look(page, "content")


class TestTopics:
    async def test_are_all_there_with_texts_sources_and_dates(
        self, editor: httpx.AsyncClient
    ) -> None:
        page = (await editor.get("/console/content")).text
        about = [one for one in responses().values() if (one.get("metadata") or {}).get("topic")]
        assert len(about) > 200
        assert page.count('class="words bot-says"') == len(about)
        assert "Baas wil studiekosten terug" in page
        assert "Nagekeken op 23 november 2026" in page
        assert "autoriteitpersoonsgegevens.nl" in page

    def test_come_in_the_order_in_which_they_have_to_be_read(self) -> None:
        dates = [one.review_before for one in topics_to_read()]
        assert dates == sorted(dates)

    @pytest.mark.parametrize(("days", "is_due"), [(31, False), (30, True), (0, True), (-1, True)])
    def test_are_due_from_thirty_days_before(self, days: int, is_due: bool) -> None:
        topic = topics_to_read()[0]
        today = topic.review_before - timedelta(days=days)
        assert topic.is_due(today) is is_due
        assert topic.days_left(today) == days


class TestNotUnderstood:
    async def test_is_counted_without_a_word(
        self, console: Console, editor: httpx.AsyncClient, rasa: ScriptedRasa
    ) -> None:
        wavers(rasa)
        await console.asks(before=["hoi", WORDS])
        page = (await editor.get("/console/content")).text
        assert re.search(r"<td>2</td>\s*<td>1 \(50%\)</td><td>0</td>", page)
        for word in ("Kees", "knie", "Samira"):
            assert word not in page

    @pytest.mark.parametrize(("people", "is_shown"), [(4, False), (5, True)])
    async def test_topics_are_told_of_groups_only(
        self,
        console: Console,
        editor: httpx.AsyncClient,
        rasa: ScriptedRasa,
        people: int,
        is_shown: bool,
    ) -> None:
        wavers(rasa)
        for number in range(people):
            await console.asks(name=f"W{number}", before=[WORDS])
        page = (await editor.get("/console/content")).text
        counts = page[page.index("wavered-title") : page.index("later-title")]
        assert ("Vrij krijgen om te leren" in counts) is is_shown
        assert "Een cv maken" not in counts
