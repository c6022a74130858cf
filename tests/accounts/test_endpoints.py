"""What an action learns about an account: of the worker of its own turn, and nobody else."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import httpx
from sqlalchemy import update

from api.accounts import service
from api.accounts.reservations.service import reserve
from api.accounts.tables import LearningAccount
from api.conversations.tables import Turn
from api.database import now
from api.workers.identity import Identity, find_or_add_worker
from tests.accounts.books import TODAY, wish
from tests.conftest import RunningApi
from tests.support.chat import chatting
from tests.support.rasa import ScriptedRasa, answer, reply

PATIENCE_SECONDS = 15
Asking = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


async def ask_during_a_turn(
    api: RunningApi, rasa: ScriptedRasa, asking: Asking, identity: str | None = None
) -> httpx.Response:
    """Call the API as an action would, while a turn of this worker is under way."""
    responses: list[httpx.Response] = []

    async def script(question: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {question['turn_token']}"}
        async with httpx.AsyncClient(base_url=api.address, headers=headers) as http:
            responses.append(await asking(http))
        return answer(reply("klaar"))

    rasa.script = script
    # A busy machine is slow, not broken: let the turn last as long as the asking takes.
    api.parts.rasa.timeout_seconds = PATIENCE_SECONDS
    api.parts.rasa.http.timeout = PATIENCE_SECONDS
    async with chatting(api.address, identity=identity) as chat:
        await chat.say("saldo?")
        await chat.next_from("bot", PATIENCE_SECONDS)
    return responses[0]


async def give_account(api: RunningApi, reference: str) -> None:
    """An account with 175 euros, of which 50 are put aside."""
    async with api.database.transaction() as db:
        worker = await find_or_add_worker(db, Identity(reference, "Samira"))
        account = LearningAccount(worker_id=worker.id)
        db.add(account)
        await db.flush()
        paid_in = service.Deposit("Zon", "supermarkt_demo", 17_500, date(2026, 3, 2), "2026")
        await service.deposit(db, account, paid_in)
        await reserve(db, account, wish(5_000), f"cursus {reference}", TODAY)


async def test_balance_of_the_worker_who_speaks(api: RunningApi, rasa: ScriptedRasa) -> None:
    await give_account(api, "w1")
    response = await ask_during_a_turn(
        api, rasa, lambda http: http.get("/turn/account"), api.identity("w1")
    )
    balance = response.json()
    assert (balance["available_cents"], balance["reserved_cents"]) == (12_500, 5_000)


async def test_movements_newest_first(api: RunningApi, rasa: ScriptedRasa) -> None:
    await give_account(api, "w1")
    response = await ask_during_a_turn(
        api, rasa, lambda http: http.get("/turn/account/movements"), api.identity("w1")
    )
    assert [(m["reason"], m["amount_cents"], m["depositor"]) for m in response.json()] == [
        ("reserve", 5_000, "Zon"),
        ("deposit", 17_500, "Zon"),
    ]


async def test_visitor_is_shown_nothing(api: RunningApi, rasa: ScriptedRasa) -> None:
    response = await ask_during_a_turn(api, rasa, lambda http: http.get("/turn/account"))
    assert (response.status_code, response.json()["error"]) == (403, "NotSignedIn")


async def test_worker_without_account_hears_so(api: RunningApi, rasa: ScriptedRasa) -> None:
    response = await ask_during_a_turn(
        api, rasa, lambda http: http.get("/turn/account"), api.identity("w2")
    )
    assert (response.status_code, response.json()["error"]) == (404, "NoLearningAccount")


async def test_no_token_or_a_made_up_one_is_refused(api: RunningApi) -> None:
    async with httpx.AsyncClient(base_url=api.address) as http:
        for headers in ({}, {"Authorization": "Bearer verzonnen"}):
            response = await http.get("/turn/account", headers=headers)
            assert (response.status_code, response.json()["error"]) == (401, "TurnRefused")


async def test_token_is_worthless_after_its_turn(api: RunningApi, rasa: ScriptedRasa) -> None:
    await give_account(api, "w1")
    async with chatting(api.address, identity=api.identity("w1")) as chat:
        await chat.ask("hallo")
    headers = {"Authorization": f"Bearer {rasa.asked[0]['turn_token']}"}
    async with httpx.AsyncClient(base_url=api.address, headers=headers) as http:
        assert (await http.get("/turn/account")).status_code == 401


async def test_token_expires(api: RunningApi, rasa: ScriptedRasa) -> None:
    async def let_expire_and_ask(http: httpx.AsyncClient) -> httpx.Response:
        async with api.database.transaction() as db:
            await db.execute(update(Turn).values(token_expires_at=now() - timedelta(seconds=1)))
        return await http.get("/turn/account")

    response = await ask_during_a_turn(api, rasa, let_expire_and_ask, api.identity("w1"))
    assert response.status_code == 401
