"""Promises about what a coach knows beforehand, and about answers that are ready to insert."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from api.accounts.tables import AccountView
from api.channels.telegram.tables import TelegramDeadLetter
from api.console.conversation.answers import library, search
from api.conversations.feed import latest_seq
from api.escalations.tables import Escalation
from api.services import Services
from tests.console.coaches import Asked, Console, reply
from tests.support.rasa import ScriptedRasa, answer
from tests.support.rasa import reply as said

JSON = {"Accept": "application/json"}
TOPICS = ("studiekostenbeding", "scholingsplicht_werkgever", "opleiding_betalen_overzicht")


def understands(rasa: ScriptedRasa, **more: Any) -> None:
    """Let the bot recognise a question about study costs, not very surely."""
    ranking = [{"name": name, "confidence": 0.5} for name in TOPICS]
    intent = {"name": TOPICS[0], "confidence": 0.5}

    async def script(_question: dict[str, Any]) -> Any:
        return answer(said("Dat hangt ervan af."), intent=intent, ranking=ranking, **more)

    rasa.script = script


async def card(browser: httpx.AsyncClient, asked: Asked) -> str:
    """The summary card of a conversation."""
    page = (await browser.get(asked.page)).text
    found = re.search(r'<aside id="summary".*?</aside>', page, re.DOTALL)
    assert found, page
    return found[0]


async def change(console: Console, asked: Asked, **values: Any) -> None:
    """Let the hand-off have come about differently."""
    changing = update(Escalation).where(Escalation.id == asked.escalation_id)
    async with console.parts.database.transaction() as db:
        await db.execute(changing.values(**values))


class TestCard:
    async def test_says_what_was_asked_and_how_sure_the_bot_was(
        self, console: Console, rasa: ScriptedRasa
    ) -> None:
        understands(rasa, active_form="sector_form")
        async with console.taken() as (sanne, asked):
            shown = await card(sanne, asked)
        assert "Baas wil studiekosten terug" in shown
        assert "Dat hangt ervan af." in shown
        assert "twijfelde wat (50 van 100)" in shown
        assert "in welke sector de werknemer werkt" in shown

    async def test_says_what_it_is_about_and_what_was_added_in_the_queue(
        self, console: Console, rasa: ScriptedRasa
    ) -> None:
        understands(rasa)
        asked = await console.asks("Moet ik mijn cursus terugbetalen?")
        await console.says(asked.conversation_id, "Het gaat om 900 euro")
        async with console.coach() as sanne:
            await sanne.post(f"{asked.page}/claim")
            await console.says(asked.conversation_id, "Fijn dat je er bent")
            shown = await card(sanne, asked)
        assert "Moet ik mijn cursus terugbetalen?" in shown
        assert "Het gaat om 900 euro" in shown
        assert "Fijn dat je er bent" not in shown

    async def test_says_what_is_known_of_the_worker(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            assert "heeft werk" not in await card(sanne, asked)
            await change(console, asked, sector="bouw", is_urgent=True)
            await console.says(asked.conversation_id, "ik ben zzp'er")
            shown = await card(sanne, asked)
        assert "Bouw" in shown
        assert "Urgent" in shown
        assert "werkt als zzp&#39;er" in shown

    async def test_tells_what_was_agreed_last_time(self, console: Console) -> None:
        async with console.coach() as sanne:
            for what in ("Belt de school", "Nog niets"):
                asked = await console.asks()
                await sanne.post(f"{asked.page}/claim")
                shown = await card(sanne, asked)
                form = {"what": what, "outcome": "answered", "step": "close"}
                await sanne.post(f"{asked.page}/close", data=form)
        assert "Wat: Belt de school" in shown
        assert "Vorige keer" in shown

    async def test_tells_what_telegram_did_not_take(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            await reply(sanne, asked, "Kom je morgen?")
            assert "niet bezorgd" not in (await sanne.get(asked.page)).text
            async with console.parts.database.transaction() as db:
                seq = await latest_seq(db, asked.conversation_id)
                told = {"conversation_id": asked.conversation_id, "reason": "blocked"}
                db.add(TelegramDeadLetter(seq=seq, **told))
            shown = (await sanne.get(asked.page)).text
        assert "niet bezorgd op Telegram" in shown

    async def test_is_for_the_coach_who_has_the_conversation(self, console: Console) -> None:
        asked = await console.asks()
        async with console.coach("sanne") as sanne, console.coach("youssef") as youssef:
            assert "<h2" not in await card(sanne, asked)
            await sanne.post(f"{asked.page}/claim")
            assert "<h2" in await card(sanne, asked)
            assert "<h2" not in await card(youssef, asked)


class TestAccount:
    async def test_is_shown_only_with_permission(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            assert "Niet gedeeld met jou" in await card(sanne, asked)
            refused = await sanne.post(f"{asked.page}/account")
        assert refused.status_code == 403
        assert await looks(console.parts) == []

    async def test_each_look_is_noted_for_the_worker(self, console: Console) -> None:
        await console.has_account("Samira", cents=17_500)
        async with console.taken() as (sanne, asked):
            await change(console, asked, shares_account=True)
            assert "175,00" not in await card(sanne, asked)
            page = (await sanne.post(f"{asked.page}/account")).text
            assert "175,00" in page
            assert "175,00" not in await card(sanne, asked)
        assert [look.viewer for look in await looks(console.parts)] == ["Sanne, coach"]

    async def test_worker_without_one_is_no_error(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            await change(console, asked, shares_account=True)
            page = await sanne.post(f"{asked.page}/account")
        assert "heeft geen leerrekening" in page.text

    async def test_permission_that_is_gone_is_gone_at_once(self, console: Console) -> None:
        await console.has_account("Samira", cents=17_500)
        async with console.taken() as (sanne, asked):
            await change(console, asked, shares_account=True)
            await sanne.post(f"{asked.page}/account")
            await change(console, asked, shares_account=False)
            assert (await sanne.post(f"{asked.page}/account")).status_code == 403
        assert len(await looks(console.parts)) == 1


class TestAnswers:
    async def test_come_with_their_sources(self, console: Console) -> None:
        async with console.coach() as sanne:
            found = (await sanne.get("/console/answers?q=studiekosten", headers=JSON)).json()
            page = (await sanne.get("/console/answers?q=studiekosten")).text
        assert found[0]["title"] == "Baas wil studiekosten terug"
        assert "Bron: " in found[0]["insert"]
        assert "https://" in found[0]["insert"]
        assert "Baas wil studiekosten terug" in page

    @pytest.mark.parametrize(
        ("query", "topic"),
        [
            ("cv", "cv_maken"),
            ("CV maken", "cv_maken"),
            ("mantelzorg", "mantelzorg_en_werk"),
            ("stap", "stap_budget_gestopt"),
            ("ontslag tekenen", "vaststellingsovereenkomst"),
        ],
    )
    def test_are_found_by_their_words(self, query: str, topic: str) -> None:
        assert topic in [found.topic for found in search(query)]

    def test_nothing_is_found_for_nonsense(self) -> None:
        for nonsense in ("qqqq", "", "  ", "<script>", "%", "cv qqqq"):
            assert search(nonsense) == []

    def test_fit_in_a_message(self) -> None:
        assert len(library()) > 90
        assert [a.topic for a in library().values() if len(a.insertable) > 2000] == []

    async def test_that_fit_are_suggested_and_filled_in(
        self, console: Console, rasa: ScriptedRasa
    ) -> None:
        understands(rasa)
        async with console.taken() as (sanne, asked):
            links = re.findall(r'href="([^"]+antwoord=[^"]+)"', await card(sanne, asked))
            assert [link.rpartition("=")[2] for link in links] == list(TOPICS)
            page = (await sanne.get(links[0])).text
            assert "Bron: " in page[page.index("<textarea") : page.index("</textarea>")]
            unknown = (await sanne.get(f"{asked.page}?antwoord=zomaar")).text
            assert "Bron: " not in unknown
            assert "Bron: " not in (await card(sanne, asked))
            await reply(sanne, asked, "Ik zoek het uit")


async def looks(parts: Services) -> list[AccountView]:
    """Every look at an account that was noted."""
    async with parts.database.reading() as db:
        return list(await db.scalars(select(AccountView)))
