"""Who looked at an account is kept for ever, and told to the worker only."""

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from api.accounts.tables import AccountView, LearningAccount, ViewerRole
from api.accounts.viewing import ViewWithoutReason, log_view
from api.workers.tables import Worker
from tests.accounts.test_endpoints import ask_during_a_turn, give_account
from tests.conftest import RunningApi
from tests.support.rasa import ScriptedRasa


async def look(api: RunningApi, reference: str, viewer: str, reason: str) -> None:
    async with api.database.transaction() as db:
        account = await db.scalar(
            select(LearningAccount).join(Worker).where(Worker.host_reference == reference)
        )
        await log_view(db, account, viewer, ViewerRole.COACH, reason)


async def ask(api: RunningApi, rasa: ScriptedRasa, reference: str) -> httpx.Response:
    return await ask_during_a_turn(
        api, rasa, lambda http: http.get("/turn/account/views"), api.identity(reference)
    )


async def test_worker_sees_who_looked_newest_first(api: RunningApi, rasa: ScriptedRasa) -> None:
    await give_account(api, "w1")
    await give_account(api, "w2")
    await look(api, "w1", "Sanne", "gesprek over een cursus")
    await look(api, "w2", "Youssef", "een ander gesprek")
    await look(api, "w1", "Youssef", "vraag over vervallen geld")
    shown = (await ask(api, rasa, "w1")).json()
    assert [(view["viewer"], view["role"], view["reason"]) for view in shown] == [
        ("Youssef", "coach", "vraag over vervallen geld"),
        ("Sanne", "coach", "gesprek over een cursus"),
    ]
    assert shown[0]["viewed_at"] >= shown[1]["viewed_at"]


async def test_looking_at_your_own_account_leaves_no_trace(
    api: RunningApi, rasa: ScriptedRasa
) -> None:
    await give_account(api, "w1")
    await ask_during_a_turn(api, rasa, lambda http: http.get("/turn/account"), api.identity("w1"))
    assert (await ask(api, rasa, "w1")).json() == []


@pytest.mark.parametrize(("viewer", "reason"), [("", "waarom"), ("Sanne", " \n")])
async def test_nobody_looks_without_a_name_and_a_reason(
    api: RunningApi, viewer: str, reason: str
) -> None:
    await give_account(api, "w1")
    with pytest.raises(ViewWithoutReason):
        await look(api, "w1", viewer, reason)


@pytest.mark.parametrize(
    "statement", ["UPDATE account_views SET reason = 'x'", "DELETE FROM account_views"]
)
async def test_database_refuses_to_change_the_log(api: RunningApi, statement: str) -> None:
    await give_account(api, "w1")
    await look(api, "w1", "Sanne", "gesprek")
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        async with api.database.transaction() as db:
            await db.execute(text(statement))
    async with api.database.reading() as db:
        assert await db.scalar(select(AccountView.viewer)) == "Sanne"
