"""Eight processes want sixty times ten cents each of ten euros: a hundred get it, nobody errs.

CI does it once on each database, with three euros and twenty times; `LEDGER_DRAINS=20` does it
twenty times, in full.
"""

import asyncio
import os
from collections.abc import Sequence
from typing import Any

import pytest

from api.accounts import acts
from api.accounts.ledger import NotEnoughMoney
from api.accounts.reservations import service as reservations
from api.accounts.tables import LearningAccount
from api.database import Database
from api.signals import Signals
from tests.accounts.books import TODAY, Paid, is_clean, open_books, totals, wish
from tests.accounts.proofs.processes import FORK, started

ROUNDS = int(os.environ.get("LEDGER_DRAINS", "1"))
PROCESSES, CENTS = 8, 10
DEBITS, EUROS = (60, 10) if ROUNDS > 1 else (20, 3)
THERE = EUROS * 100 // CENTS  # as often as it can be given


async def debit(url: str, account: LearningAccount, number: int, results: Any) -> None:
    """Ask again and again, and tell how often it was given, refused, and failed otherwise."""
    database = Database(url, Signals())
    given = refused = 0
    failed: list[str] = []
    for each in range(DEBITS):
        key = f"{account.id}/{number}/{each}"
        try:
            await acts.perform(
                database,
                lambda db, key=key: reservations.reserve(db, account, wish(CENTS), key, TODAY),
            )
            given += 1
        except NotEnoughMoney:
            refused += 1
        except Exception as error:  # noqa: BLE001
            failed.append(repr(error))
    await database.close()
    results.put((given, refused, failed))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("drain", range(ROUNDS))
def test_drained_to_exactly_nothing(database_url: str, drain: int) -> None:
    """Not an async test: forking wants a process without a running loop."""
    account = asyncio.run(opened(database_url))
    results = FORK.Queue()
    processes = [started(debit, database_url, account, n, results) for n in range(PROCESSES)]
    outcomes: Sequence[tuple[int, int, list[str]]] = [results.get(timeout=300) for _ in processes]
    for process in processes:
        process.join(timeout=30)
    assert [failed for *_, failed in outcomes if failed] == []
    assert sum(given for given, *_ in outcomes) == THERE
    assert sum(refused for _, refused, _ in outcomes) == PROCESSES * DEBITS - THERE
    assert asyncio.run(ended(database_url, account)) == ((0, EUROS * 100), True)


async def opened(url: str) -> LearningAccount:
    database = Database(url, Signals())
    account = await open_books(
        database, Paid("bank_demo", 60 * EUROS), Paid("supermarkt_demo", 40 * EUROS)
    )
    await database.close()
    return account


async def ended(url: str, account: LearningAccount) -> tuple[tuple[int, int], bool]:
    database = Database(url, Signals())
    found = await totals(database, account), await is_clean(database, account)
    await database.close()
    return found
