"""A worker takes their own data home."""

import json
from datetime import timedelta

import httpx
import pytest
import yaml
from sqlalchemy import select, update

from api.conversations.tables import Message
from api.data_copies.tables import DataCopyLink
from api.database import now
from api.escalations import service as escalations
from api.escalations.tables import Coach, Escalation
from api.organisation import get_organisation
from api.settings import DATA
from tests.accounts.test_endpoints import ask_during_a_turn, give_account
from tests.conftest import RunningApi
from tests.support.rasa import ScriptedRasa


async def ask_for_copy(api: RunningApi, rasa: ScriptedRasa, identity: str | None) -> str:
    """The link, with the address that this test's server listens on."""
    response = await ask_during_a_turn(
        api, rasa, lambda http: http.post("/turn/data-copy"), identity
    )
    assert response.status_code == 201
    url: str = response.json()["url"]
    assert url.startswith(f"{api.parts.settings.public_url}/data-copy/")
    return url.replace(api.parts.settings.public_url, api.address)


async def fetch(url: str, form: str) -> httpx.Response:
    async with httpx.AsyncClient() as http:
        return await http.post(url, data={"form": form})


async def test_the_file_has_account_and_conversation(api: RunningApi, rasa: ScriptedRasa) -> None:
    await give_account(api, "w1")
    await give_account(api, "w2")
    response = await fetch(await ask_for_copy(api, rasa, api.identity("w1")), "file")
    kept = json.loads(response.content)["kept"]
    assert [worker["host_reference"] for worker in kept["workers"]] == ["w1"]
    assert sorted(transfer["amount_cents"] for transfer in kept["transfers"]) == [5_000, 17_500]
    assert "saldo?" in [message["text"] for message in kept["messages"]]
    assert response.headers["content-disposition"].startswith('attachment; filename="mijn-gegevens')
    assert response.headers["cache-control"] == "no-store"


async def test_the_page_reads_in_dutch(api: RunningApi, rasa: ScriptedRasa) -> None:
    await give_account(api, "w1")
    response = await fetch(await ask_for_copy(api, rasa, api.identity("w1")), "page")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for words in ("gestort", "€ 175,00", "gereserveerd", "saldo?", "Chatbot"):
        assert words in response.text


@pytest.mark.parametrize("form", ["file", "page"])
async def test_it_says_what_it_leaves_out(api: RunningApi, rasa: ScriptedRasa, form: str) -> None:
    days = get_organisation().forget_after_days
    told = (await fetch(await ask_for_copy(api, rasa, None), form)).text
    assert "Ook het geheugen van de chatbot staat er niet in." in told
    assert f"wissen we wat ouder is dan {days} dagen" in told
    endpoints = yaml.safe_load((DATA.parent / "endpoints.yml").read_text("utf-8"))
    assert endpoints["tracker_store"]["forget_after_days"] == days


async def test_what_somebody_typed_stays_text(api: RunningApi, rasa: ScriptedRasa) -> None:
    await give_account(api, "<script>w1</script>")
    url = await ask_for_copy(api, rasa, api.identity("<script>w1</script>"))
    assert "<script>" not in (await fetch(url, "page")).text


async def test_a_visitor_gets_their_own_thread(api: RunningApi, rasa: ScriptedRasa) -> None:
    await give_account(api, "w1")
    kept = (await fetch(await ask_for_copy(api, rasa, None), "file")).json()["kept"]
    assert "messages" in kept
    assert not {"workers", "learning_accounts", "transfers"} & set(kept)


async def test_looking_at_the_link_gives_nothing_away(api: RunningApi, rasa: ScriptedRasa) -> None:
    await give_account(api, "w1")
    url = await ask_for_copy(api, rasa, api.identity("w1"))
    async with httpx.AsyncClient() as http:
        response = await http.get(url)
    assert (response.status_code, "w1" in response.text.split("</style>")[1]) == (200, False)


@pytest.mark.parametrize("is_expired", [True, False], ids=["expired", "made up"])
async def test_a_link_that_is_over_or_made_up(
    api: RunningApi, rasa: ScriptedRasa, is_expired: bool
) -> None:
    url = await ask_for_copy(api, rasa, api.identity("w1"))
    if is_expired:
        async with api.database.transaction() as db:
            await db.execute(update(DataCopyLink).values(expires_at=now() - timedelta(seconds=1)))
    else:
        url += "x"
    async with httpx.AsyncClient() as http:
        for response in (await http.get(url), await fetch(url, "file")):
            assert (response.status_code, "werkt niet" in response.text) == (404, True)


async def test_a_coach_who_reads_the_thread_cannot_use_the_link(
    api: RunningApi, rasa: ScriptedRasa
) -> None:
    await give_account(api, "w1")
    url = await ask_for_copy(api, rasa, api.identity("w1"))
    assert (await fetch(url, "file")).status_code == 200
    async with api.database.transaction() as db:
        message = (await db.scalars(select(Message).order_by(Message.seq.desc()).limit(1))).one()
        asked = await escalations.request(db, message, "asked")
    assert (await fetch(url, "file")).status_code == 404
    async with api.database.transaction() as db:
        coach = Coach(email="sanne@werkplaats.example", name="Sanne", password_hash="x")
        db.add(coach)
        await db.flush()
        over = {"claimed_at": now(), "resolved_at": now(), "coach_id": coach.id}
        await db.execute(update(Escalation).where(Escalation.id == asked.id).values(**over))
    assert (await fetch(url, "file")).status_code == 404


async def test_only_a_turn_under_way_makes_a_link(api: RunningApi) -> None:
    async with httpx.AsyncClient(base_url=api.address) as http:
        response = await http.post("/turn/data-copy")
    assert (response.status_code, response.json()["error"]) == (401, "TurnRefused")
