"""The action server runs actions for Rasa, says what the API found, and apologises when it must."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from actions import career_api
from actions.server import create_app
from tests.support.servers import serving

BALANCE = {"available_cents": 41250, "reserved_cents": 0, "as_of": "2026-11-23T23:30:00Z"}


class ScriptedApi:
    """The API, saying what a test tells it to."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.status, self.body = 200, BALANCE
        self.app = FastAPI()
        self.app.api_route("/{path:path}", methods=["GET", "POST"])(self._answer)

    async def _answer(self, request: Request) -> JSONResponse:
        self.tokens.append(request.headers["authorization"])
        return JSONResponse(self.body, self.status)


@pytest.fixture
async def api(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ScriptedApi]:
    scripted = ScriptedApi()
    async with serving(scripted.app) as address:
        monkeypatch.setenv("API_URL", address)
        career_api._http.cache_clear()
        yield scripted
    career_api._http.cache_clear()


@pytest.fixture
async def actions(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("ACTIONS_TOKEN", "token")
    headers = {"Authorization": "Bearer token"}
    transport = httpx.ASGITransport(create_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://actions", headers=headers
    ) as http:
        yield http


def call(action: str, events: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """What Rasa sends to run an action."""
    tracker = {
        "sender_id": "c",
        "slots": {},
        "latest_message": {"metadata": {"turn_token": "van de beurt"}},
        "events": events or [],
        "paused": False,
        "latest_action_name": None,
        "active_loop": {},
    }
    return {"next_action": action, "sender_id": "c", "tracker": tracker, "version": "3.6.21"}


async def said(actions: httpx.AsyncClient, action: str) -> dict[str, Any]:
    response = await actions.post("/webhook", json=call(action))
    assert response.status_code == 200, response.text
    replies: list[dict[str, Any]] = response.json()["responses"]
    return replies[0]


class TestBalance:
    async def test_amount_and_date_are_written_in_dutch(
        self, api: ScriptedApi, actions: httpx.AsyncClient
    ) -> None:
        reply = await said(actions, "action_show_balance")
        assert reply["response"] == "utter_saldo"
        # Half past eleven in UTC is the next day in Amsterdam.
        assert (reply["available"], reply["date"]) == ("€ 412,50", "24 november 2026")
        assert api.tokens == ["Bearer van de beurt"]

    @pytest.mark.parametrize(
        ("status", "error", "response"),
        [
            (403, "NotSignedIn", "utter_niet_ingelogd"),
            (404, "NoLearningAccount", "utter_geen_leerrekening"),
            (401, "TurnRefused", "utter_rekening_niet_bereikbaar"),
            (500, "LeermaatError", "utter_rekening_niet_bereikbaar"),
        ],
    )
    async def test_refusal_is_explained(
        self,
        api: ScriptedApi,
        actions: httpx.AsyncClient,
        status: int,
        error: str,
        response: str,
    ) -> None:
        api.status, api.body = status, {"error": error}
        assert (await said(actions, "action_show_balance"))["response"] == response

    async def test_api_away_is_explained(
        self, actions: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("API_URL", "http://127.0.0.1:1")
        career_api._http.cache_clear()
        reply = await said(actions, "action_show_balance")
        career_api._http.cache_clear()
        assert reply["response"] == "utter_rekening_niet_bereikbaar"


class TestServer:
    async def test_without_our_token_nothing_runs(self, actions: httpx.AsyncClient) -> None:
        for header in ("", "Bearer verkeerd", "token"):
            response = await actions.post(
                "/webhook", json=call("action_show_balance"), headers={"Authorization": header}
            )
            assert response.status_code == 401

    async def test_unknown_action_is_refused(self, actions: httpx.AsyncClient) -> None:
        response = await actions.post("/webhook", json=call("action_drop_tables"))
        assert response.status_code == 404

    async def test_what_the_worker_said_stays_out_of_errors(
        self, actions: httpx.AsyncClient
    ) -> None:
        broken = call("action_say_not_understood") | {"tracker": {"text": "kanariepiet"}}
        response = await actions.post("/webhook", json=broken)
        assert response.status_code == 500
        assert "kanariepiet" not in response.text


class TestExplaining:
    async def test_nothing_to_simplify_is_said(self, actions: httpx.AsyncClient) -> None:
        reply = await said(actions, "action_explain_simpler")
        assert reply["response"] == "utter_eenvoudiger_uitleggen"

    async def test_sources_of_the_last_answer(self, actions: httpx.AsyncClient) -> None:
        source = {"name": "UWV", "page_date": "2026-01", "address": "https://www.uwv.nl/x"}
        metadata = {"topic": "t", "sources": [source], "checked_on": "2026-11-23"}
        bot = {"event": "bot", "text": "Antwoord", "metadata": {"metadata": metadata}}
        response = await actions.post("/webhook", json=call("action_show_sources", [bot]))
        reply = response.json()["responses"][0]
        assert reply["response"] == "utter_bronnen_van_antwoord"
        assert reply["metadata"] == metadata
