"""Money moves by the press of a button that was really offered: exactly what was shown, once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update

from api.accounts import service
from api.accounts.reservations.service import reserve
from api.accounts.reservations.tables import Proposal
from api.database import now
from api.dutch import today
from api.settings import Settings
from api.workers.identity import Identity, find_or_add_worker
from tests.accounts.books import wish
from tests.accounts.test_endpoints import Asking, ask_during_a_turn, give_account
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.rasa import ScriptedRasa, answer, reply

COURSE = {
    "kind": "course",
    "what": "Excel voor beginners",
    "provider": "Computerschool",
    "amount_cents": 4_000,
    "starts_on": (today() + timedelta(days=30)).isoformat(),
}


def proposing(**changes: Any) -> Asking:
    return lambda http: http.post("/turn/account/proposals", json=COURSE | changes)


@asynccontextmanager
async def proposed(api: RunningApi, rasa: ScriptedRasa, asking: Asking) -> AsyncIterator[Chat]:
    """A worker with 125 euros free who was just shown a summary."""

    async def script(question: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {question['turn_token']}"}
        async with httpx.AsyncClient(base_url=api.address, headers=headers) as http:
            response = await asking(http)
        assert response.status_code == 201, response.text
        return answer(reply(None, custom={"speaker": "service"}))

    rasa.script = script
    async with chatting(api.address, identity=api.identity("w1")) as chat:
        await chat.ask("ik wil geld reserveren", speaker="service")
        yield chat


async def free_cents(api: RunningApi, rasa: ScriptedRasa) -> tuple[int, int]:
    response = await ask_during_a_turn(
        api, rasa, lambda http: http.get("/turn/account"), api.identity("w1")
    )
    balance = response.json()
    return balance["available_cents"], balance["reserved_cents"]


async def pressed(chat: Chat, title: str) -> str:
    """What the service says after the press of the newest button with this title."""
    await chat.press(title)
    text: str = (await chat.next_from("service"))["text"]
    return text


class TestPropose:
    async def test_shows_what_would_happen_and_moves_nothing(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        response = await ask_during_a_turn(api, rasa, proposing(), api.identity("w1"))
        shown = response.json()
        assert response.status_code == 201
        assert (shown["amount_cents"], shown["available_after_cents"]) == (4_000, 8_500)
        assert [(p["depositor"], p["amount_cents"]) for p in shown["parts"]] == [("Zon", 4_000)]
        assert await free_cents(api, rasa) == (12_500, 5_000)

    async def test_summary_says_what_where_when_and_how_much(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            summary = chat.messages[-1]
        for part in ("Excel voor beginners", "Computerschool", "€ 40,00", "Zon", "€ 85,00"):
            assert part in summary["text"]
        assert [b["title"] for b in summary["buttons"]] == ["Ja, reserveer", "Nee, niet doen"]

    @pytest.mark.parametrize(
        ("changes", "status", "error"),
        [
            *(({"amount_cents": a}, 422, "InvalidAmount") for a in (0, -1, 0.001, "1,50", None)),
            *(({"amount_cents": a}, 422, "InvalidAmount") for a in ("1.000,00", 10**12, True, [])),
            ({"amount_cents": 12_501}, 409, "NotEnoughMoney"),
            ({"starts_on": "2020-01-01"}, 422, "StartsInThePast"),
            (
                {"starts_on": (today() + timedelta(days=800)).isoformat()},
                409,
                "SchemeRefuses",
            ),
        ],
    )
    async def test_refusal_has_a_name(
        self,
        api: RunningApi,
        rasa: ScriptedRasa,
        changes: dict[str, Any],
        status: int,
        error: str,
    ) -> None:
        await give_account(api, "w1")
        response = await ask_during_a_turn(api, rasa, proposing(**changes), api.identity("w1"))
        assert (response.status_code, response.json()["error"]) == (status, error)

    @pytest.mark.parametrize("number", ["NaN", "1e309", "-1e309"])
    async def test_numbers_that_are_none_are_refused(
        self, api: RunningApi, rasa: ScriptedRasa, number: str
    ) -> None:
        await give_account(api, "w1")
        start = COURSE["starts_on"]
        body = (
            f'{{"kind":"course","what":"x","provider":"y","starts_on":"{start}",'
            f'"amount_cents":{number}}}'
        )
        response = await ask_during_a_turn(
            api,
            rasa,
            lambda http: http.post(
                "/turn/account/proposals",
                content=body,
                headers={"Content-Type": "application/json"},
            ),
            api.identity("w1"),
        )
        assert (response.status_code, response.json()["error"]) == (422, "InvalidAmount")

    async def test_refusal_says_how_much_there_is(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        response = await ask_during_a_turn(
            api, rasa, proposing(amount_cents=99_999), api.identity("w1")
        )
        assert response.json()["available_cents"] == 12_500

    async def test_ground_has_a_name_and_the_scheme_too(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        late = (today() + timedelta(days=800)).isoformat()
        response = await ask_during_a_turn(api, rasa, proposing(starts_on=late), api.identity("w1"))
        refusal = response.json()
        assert (refusal["ground"], refusal["scheme"]) == (
            "start_te_ver_weg",
            "Voorbeeld-cao Supermarkten",
        )

    async def test_visitor_is_refused(self, api: RunningApi, rasa: ScriptedRasa) -> None:
        response = await ask_during_a_turn(api, rasa, proposing())
        assert (response.status_code, response.json()["error"]) == (403, "NotSignedIn")

    async def test_same_turn_asked_twice_shows_one_summary(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")

        async def twice(http: httpx.AsyncClient) -> httpx.Response:
            first = await proposing()(http)
            second = await proposing()(http)
            assert first.json()["id"] == second.json()["id"]
            return second

        async with proposed(api, rasa, twice) as chat:
            frames = await chat.quiet_for(0.3)
        assert [f for f in frames if f["type"] == "message" and f["buttons"]] == []


class TestConfirmOnBothDatabases:
    @pytest.fixture(params=["sqlite", "postgresql"])
    def settings(self, settings: Settings, request: pytest.FixtureRequest) -> Settings:
        """Here money moves, so it is kept on both kinds of database."""
        settings.database_url = request.getfixturevalue(f"{request.param}_url")
        return settings

    async def test_does_exactly_what_was_shown(self, api: RunningApi, rasa: ScriptedRasa) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            text = await pressed(chat, "Ja, reserveer")
        assert text.startswith("Gelukt. Ik heb € 40,00 apart gezet")
        assert await free_cents(api, rasa) == (8_500, 9_000)

    async def test_two_doors_at_once_reserve_once(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        async with (
            proposed(api, rasa, proposing()) as chat,
            chatting(api.address, identity=api.identity("w1")) as other,
        ):
            await other.until(lambda f: "Excel" in f.get("text", ""))
            await asyncio.gather(*(c.press("Ja, reserveer") for c in (chat, other)))
            await chat.until(lambda f: "één keer gedaan" in f.get("text", ""))
        assert await free_cents(api, rasa) == (8_500, 9_000)

    async def test_changed_balance_is_shown_anew_first(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            await spend(api, "w1", 1_000)
            assert "is veranderd" in await pressed(chat, "Ja, reserveer")
            assert "€ 75,00" in (await chat.next_from("service"))["text"]
            assert (await pressed(chat, "Ja, reserveer")).startswith("Gelukt")
        assert await free_cents(api, rasa) == (7_500, 10_000)

    async def test_money_that_is_gone_is_refused_in_plain_words(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            await spend(api, "w1", 10_000)
            assert "Zoveel staat er niet vrij" in await pressed(chat, "Ja, reserveer")
            assert "kon al niet meer" in await pressed(chat, "Ja, reserveer")
        assert await free_cents(api, rasa) == (2_500, 15_000)


class TestConfirm:
    async def test_second_press_does_nothing_and_says_so(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            await pressed(chat, "Ja, reserveer")
            assert "één keer gedaan" in await pressed(chat, "Ja, reserveer")
        assert await free_cents(api, rasa) == (8_500, 9_000)

    async def test_press_that_is_sent_again_is_the_same_press(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        press = str(uuid4())
        async with proposed(api, rasa, proposing()) as chat:
            await chat.press("Ja, reserveer", press)
            await chat.next_from("service")
            await chat.press("Ja, reserveer", press)
            assert [f for f in await chat.quiet_for(0.3) if f["type"] == "message"] == []
        assert await free_cents(api, rasa) == (8_500, 9_000)

    async def test_no_changes_nothing_and_closes_the_summary(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            assert "niets veranderd" in await pressed(chat, "Nee, niet doen")
            assert "al nee gezegd" in await pressed(chat, "Ja, reserveer")
        assert await free_cents(api, rasa) == (12_500, 5_000)

    async def test_no_in_words_closes_the_summary_too(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            refused = await ask_during_a_turn(
                api, rasa, lambda http: http.delete("/turn/account/proposals"), api.identity("w1")
            )
            assert refused.status_code == 204
            assert "al nee gezegd" in await pressed(chat, "Ja, reserveer")
        assert await free_cents(api, rasa) == (12_500, 5_000)

    async def test_no_after_yes_changes_nothing(self, api: RunningApi, rasa: ScriptedRasa) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            await pressed(chat, "Ja, reserveer")
            assert "al bevestigd" in await pressed(chat, "Nee, niet doen")
        assert await free_cents(api, rasa) == (8_500, 9_000)

    async def test_old_summary_is_too_late(self, api: RunningApi, rasa: ScriptedRasa) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            async with api.database.transaction() as db:
                await db.execute(update(Proposal).values(valid_until=now() - timedelta(seconds=1)))
            assert "te oud" in await pressed(chat, "Ja, reserveer")
        assert await free_cents(api, rasa) == (12_500, 5_000)

    async def test_newer_summary_replaces_the_older_one(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        async with proposed(api, rasa, proposing()) as chat:
            old = chat.messages[-1]["buttons"][0]["id"]
            async with proposed(api, rasa, proposing(amount_cents=3_000)):
                pass
            await chat.until(lambda f: "€ 30,00" in f.get("text", ""))
            await chat.send(type="press", id=str(uuid4()), button=old)
            await chat.until(lambda f: "Kijk naar de nieuwste" in f.get("text", ""))
            assert "€ 30,00" in await pressed(chat, "Ja, reserveer")
        assert await free_cents(api, rasa) == (9_500, 8_000)


class TestCancel:
    async def test_cancels_what_was_shown(self, api: RunningApi, rasa: ScriptedRasa) -> None:
        await give_account(api, "w1")

        async def cancel_first(http: httpx.AsyncClient) -> httpx.Response:
            listed = (await http.get("/turn/account/reservations")).json()
            assert [(r["state"], r["held_cents"]) for r in listed] == [("reserved", 5_000)]
            path = f"/turn/account/reservations/{listed[0]['id']}/cancellation-proposal"
            return await http.post(path)

        async with proposed(api, rasa, cancel_first) as chat:
            assert "€ 50,00 terug" in chat.messages[-1]["text"]
            assert "geannuleerd" in await pressed(chat, "Ja, annuleer")
        assert await free_cents(api, rasa) == (17_500, 0)
        listed = await ask_during_a_turn(
            api, rasa, lambda http: http.get("/turn/account/reservations"), api.identity("w1")
        )
        assert [r["state"] for r in listed.json()] == ["cancelled"]

    async def test_what_is_not_theirs_is_not_found(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await give_account(api, "w1")
        await give_account(api, "w2")
        mine = await ask_during_a_turn(
            api, rasa, lambda http: http.get("/turn/account/reservations"), api.identity("w1")
        )
        path = f"/turn/account/reservations/{mine.json()[0]['id']}/cancellation-proposal"
        response = await ask_during_a_turn(
            api, rasa, lambda http: http.post(path), api.identity("w2")
        )
        assert (response.status_code, response.json()["error"]) == (404, "NotFound")


async def spend(api: RunningApi, reference: str, amount_cents: int) -> None:
    """Put money of this worker aside by another way than the conversation."""
    async with api.database.transaction() as db:
        worker = await find_or_add_worker(db, Identity(reference, "Samira"))
        account = await service.account_of(db, worker.id)
        await reserve(db, account, wish(amount_cents, starts_on=today()), f"elders {uuid4()}")
