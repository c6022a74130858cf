"""After its last day money is not shown as free, also while the clock has still to move it."""

from datetime import date
from typing import Any

import httpx
import pytest

from api.accounts import service
from api.accounts.expiry import expire_everything
from api.accounts.pictures.links import _standings
from api.accounts.tables import LearningAccount
from api.dutch import today
from api.workers.identity import Identity, find_or_add_worker
from tests.accounts.proofs.reading import rows
from tests.accounts.test_endpoints import Asking, ask_during_a_turn
from tests.accounts.test_proposals import proposing
from tests.conftest import RunningApi
from tests.support.rasa import ScriptedRasa

# The first lapsed on 1 March 2026, and nobody came by since.
LAPSED = service.Deposit("Zon", "supermarkt_demo", 17_500, date(2021, 3, 1), "2021")
STAYS = service.Deposit("Bank", "bank_demo", 10_000, date(2022, 1, 1), "2022")


@pytest.fixture
async def account(api: RunningApi) -> LearningAccount:
    """275 euros in the book, of which 175 are past their last day."""
    # The API did this at its start; from here on it rests for an hour.
    async with api.database.transaction() as db:
        worker = await find_or_add_worker(db, Identity("w1", "Samira"))
        made = await service.open_account(db, worker.id)
        for paid_in in (LAPSED, STAYS):
            await service.deposit(db, made, paid_in)
    return made


async def asked(api: RunningApi, rasa: ScriptedRasa, asking: str | Asking) -> Any:
    """What an action of this worker is told."""
    path = asking if isinstance(asking, str) else ""
    got = asking if callable(asking) else lambda http: http.get(f"/turn/account{path}")
    return (await ask_during_a_turn(api, rasa, got, api.identity("w1"))).json()


async def test_balance_counts_what_can_be_used_and_says_what_lapsed(
    api: RunningApi, rasa: ScriptedRasa, account: LearningAccount
) -> None:
    before = await rows(api.database)
    told = await asked(api, rasa, "")
    assert (told["available_cents"], told["lapsed_cents"]) == (10_000, 17_500)
    assert await rows(api.database) == before, "a question moves nothing"
    await expire_everything(api.database)
    told = await asked(api, rasa, "")
    assert (told["available_cents"], told["lapsed_cents"]) == (10_000, 0)


async def test_explanation_has_its_line_at_once(
    api: RunningApi, rasa: ScriptedRasa, account: LearningAccount
) -> None:
    async def lines() -> list[tuple[str, int, int]]:
        told = await asked(api, rasa, "/explanation")
        assert told["available_cents"] == 10_000
        return [(x["reason"], x["change_cents"], x["running_balance_cents"]) for x in told["lines"]]

    before = await lines()
    assert before[-1] == ("expire", -17_500, 10_000)
    await expire_everything(api.database)
    assert await lines() == before


async def test_lots_say_which_one_cannot_be_used(
    api: RunningApi, rasa: ScriptedRasa, account: LearningAccount
) -> None:
    told = await asked(api, rasa, "/lots")
    assert [(x["left_cents"], x["has_lapsed"]) for x in told] == [(17_500, True), (10_000, False)]


async def test_summary_says_what_will_really_be_left(
    api: RunningApi, rasa: ScriptedRasa, account: LearningAccount
) -> None:
    told = await asked(api, rasa, proposing())
    assert told["available_after_cents"] == 6_000
    told = await asked(api, rasa, proposing(amount_cents=10_001))
    assert (told["error"], told["available_cents"]) == ("NotEnoughMoney", 10_000)


async def test_picture_falls_on_the_last_day_and_stays_as_it_was(
    api: RunningApi, rasa: ScriptedRasa, account: LearningAccount
) -> None:
    async with api.database.reading() as db:
        shown, number = await _standings(db, account, today())
    assert [(each.day, each.available_cents) for each in shown] == [
        (date(2021, 3, 1), 17_500),
        (date(2022, 1, 1), 27_500),
        (date(2026, 3, 2), 10_000),
    ]
    await expire_everything(api.database)
    async with api.database.reading() as db:
        again, _ = await _standings(db, account, today(), number)
    assert again == shown


async def test_words_of_the_picture(
    api: RunningApi, rasa: ScriptedRasa, account: LearningAccount
) -> None:
    async def picture(http: httpx.AsyncClient) -> httpx.Response:
        return await http.get("/turn/account/picture")

    assert "€ 100,00" in (await asked(api, rasa, picture))["text"]
