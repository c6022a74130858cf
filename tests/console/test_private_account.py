"""Promises about what a coach does not read without the worker's permission."""

from typing import Any

import httpx
from sqlalchemy import select

from api.conversations.gateway import Incoming
from api.conversations.notices import notice
from api.conversations.repository import MessageRepository, Offer
from api.conversations.tables import Button
from api.escalations import sharing
from tests.console.coaches import Asked, Console, reply
from tests.console.test_live import looking
from tests.support.rasa import ScriptedRasa, answer
from tests.support.rasa import reply as said

HIDDEN = "Bericht over de leerrekening. De werknemer deelt die niet."
BALANCE = said(
    "Je hebt nog een beetje, want je bent zuinig.",
    buttons=[{"title": "Cursus lassen: € 613,00", "payload": "/saldo"}],
    metadata={"kind": "own_account", "image_text": "Een balk van 613 euro."},
)
PRIVATE = ("zuinig", "613,00", "Een balk")


def tells_the_balance(rasa: ScriptedRasa) -> None:
    """Let the bot say, with a picture and a button, how the account stands."""

    async def script(_question: dict[str, Any]) -> Any:
        return answer(BALANCE)

    rasa.script = script


async def choose(console: Console, asked: Asked, *, shares: bool) -> None:
    """The worker says whether the coach may see the account."""
    async with console.parts.database.transaction() as db:
        message = await MessageRepository(db, asked.conversation_id).last_of_worker()
        doing = sharing.share_account if shares else sharing.keep_account_private
        await doing(db, message, str(asked.escalation_id))


async def told(console: Console, asked: Asked, text: str) -> None:
    """The service tells the worker something."""
    async with console.parts.database.transaction() as db:
        await notice(db, asked.conversation_id, text, Offer("Regel het", payload="/saldo"))


async def page_of(browser: httpx.AsyncClient, asked: Asked) -> str:
    """The whole page: lists, thread and card."""
    return (await browser.get(asked.page)).text


class TestWithoutPermission:
    async def test_neither_thread_nor_card_tells_of_the_account(
        self, console: Console, rasa: ScriptedRasa
    ) -> None:
        tells_the_balance(rasa)
        async with console.taken() as (sanne, asked):
            await told(console, asked, "€ 99,00 vervalt binnenkort.")
            page = await page_of(sanne, asked)
        thread, card = page.split('id="summary"')
        assert [word for word in (*PRIVATE, "99,00", "Regel het") if word in page] == []
        assert thread.count(HIDDEN) == 2
        assert HIDDEN in card

    async def test_what_people_wrote_and_general_answers_stay(
        self, console: Console, rasa: ScriptedRasa
    ) -> None:
        async def script(_question: dict[str, Any]) -> Any:
            return answer(said("Een lening is vaak € 1.000.", metadata={"topic": "lening"}))

        rasa.script = script
        async with console.taken() as (sanne, asked):
            await console.says(asked.conversation_id, "Ik heb nog 200 euro")
            await reply(sanne, asked, "Dan heb je € 50 te weinig")
            page = await page_of(sanne, asked)
        assert "vaak € 1.000" in page
        assert "Ik heb nog 200 euro" in page
        assert "€ 50 te weinig" in page
        assert HIDDEN not in page

    async def test_pressed_button_is_no_way_around(
        self, console: Console, rasa: ScriptedRasa
    ) -> None:
        tells_the_balance(rasa)
        asked = await console.asks()
        async with console.parts.database.reading() as db:
            button = await db.scalar(select(Button).where(Button.title.contains("613,00")))
        assert button
        async with console.coach() as sanne:
            pressed = Incoming(asked.escalation_id, button_id=button.id)
            await console.parts.gateway.receive(asked.conversation_id, pressed)
            waiting = (await sanne.get("/console")).text
            await sanne.post(f"{asked.page}/claim")
            assert "613,00" not in waiting + await page_of(sanne, asked)
            await choose(console, asked, shares=True)
            assert "Cursus lassen: € 613,00" in await page_of(sanne, asked)

    async def test_visitor_has_nothing_to_keep_private(
        self, console: Console, rasa: ScriptedRasa
    ) -> None:
        async def script(_question: dict[str, Any]) -> Any:
            return answer(said("Je baas betaalt € 300."))

        rasa.script = script
        asked = await console.asks(name=None)
        async with console.coach() as sanne:
            await sanne.post(f"{asked.page}/claim")
            assert "Je baas betaalt € 300." in await page_of(sanne, asked)


class TestWithPermission:
    async def test_all_of_it_is_shown(self, console: Console, rasa: ScriptedRasa) -> None:
        tells_the_balance(rasa)
        async with console.taken() as (sanne, asked):
            await choose(console, asked, shares=True)
            page = await page_of(sanne, asked)
        assert [word for word in PRIVATE if word not in page] == []
        assert "zuinig" in page.split('id="summary"')[1]
        assert HIDDEN not in page

    async def test_open_page_follows_the_worker(self, console: Console, rasa: ScriptedRasa) -> None:
        tells_the_balance(rasa)
        async with console.taken() as (sanne, asked), looking(console, sanne) as page:
            await page.shows(escalation=asked, regions={"sheet": ""})
            assert "613,00" not in await page.target("sheet")
            await told(console, asked, "Er ging € 99,00 af.")
            assert HIDDEN in await page.target("thread")
            await choose(console, asked, shares=True)
            assert "613,00" in await page.target("sheet")
            await told(console, asked, "Er ging € 98,00 af.")
            assert "98,00" in await page.target("thread")
            await choose(console, asked, shares=False)
            assert HIDDEN in await page.target("sheet")
            await told(console, asked, "Er ging € 97,00 af.")
            assert HIDDEN in await page.target("thread")
