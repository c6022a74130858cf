"""Killed with kill -9 before any statement of an act, and asked again: as if nothing happened.

CI kills before every fourth statement; `LEDGER_KILLS=1` before every one.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from uuid import UUID

import pytest

from api.accounts import acts, payments
from api.accounts.reservations import service as reservations
from api.accounts.tables import LearningAccount
from api.database import Database
from api.signals import Signals
from tests.accounts.books import TODAY, Paid, is_clean, left_per_lot, open_books, wish
from tests.accounts.proofs.processes import Act, act_and_die, started, statements_of

EVERY = int(os.environ.get("LEDGER_KILLS", "4"))

# What is asked, given an account with a reservation of 120 euros on two lots.
Asking = Callable[[LearningAccount, UUID, str], Act]


def reserve(account: LearningAccount, _reservation: UUID, key: str) -> Act:
    return lambda db: reservations.reserve(db, account, wish(7_000), key, TODAY)


def pay(_account: LearningAccount, reservation: UUID, key: str) -> Act:
    return lambda db: payments.pay(db, reservation, 11_000, key)


def void(_account: LearningAccount, reservation: UUID, key: str) -> Act:
    return lambda db: reservations.give_back(db, reservation, key, None, TODAY)


async def prepared(database: Database) -> tuple[LearningAccount, UUID]:
    account = await open_books(database, Paid("bank_demo", 10_000), Paid("supermarkt_demo", 10_000))
    async with database.transaction() as db:
        made = await reservations.reserve(db, account, wish(12_000), f"{account.id}", TODAY)
    return account, made.id


async def end_of(database: Database, account: LearningAccount) -> object:
    """How it all stands, and whether the book is clean."""
    left = await left_per_lot(database, account)
    return left, await is_clean(database, account)


@pytest.mark.parametrize("asking", [reserve, pay, void], ids=lambda asking: asking.__name__)
def test_killed_and_asked_again(database_url: str, asking: Asking) -> None:
    """Not an async test: forking wants a process without a running loop."""
    never_killed, statements = asyncio.run(run_without_kill(database_url, asking))
    for statement in range(1, statements + 2, EVERY):
        account, reservation = asyncio.run(new_account(database_url))
        act = asking(account, reservation, f"act of {account.id}")
        process = started(act_and_die, database_url, act, statement)
        process.join(timeout=30)
        assert process.exitcode == -signal.SIGKILL, f"statement {statement}"
        ended = asyncio.run(ask_again(database_url, account, act))
        assert ended == never_killed, f"killed before statement {statement}"


async def run_without_kill(url: str, asking: Asking) -> tuple[object, int]:
    database = Database(url, Signals())
    account, reservation = await prepared(database)
    act = asking(account, reservation, f"act of {account.id}")
    statements = await statements_of(database, act)
    ended = await end_of(database, account)
    await database.close()
    return ended, statements


async def ask_again(url: str, account: LearningAccount, act: Act) -> object:
    database = Database(url, Signals())
    for _ in range(2):
        await acts.perform(database, act)
    ended = await end_of(database, account)
    await database.close()
    return ended


async def new_account(url: str) -> tuple[LearningAccount, UUID]:
    database = Database(url, Signals())
    made = await prepared(database)
    await database.close()
    return made
