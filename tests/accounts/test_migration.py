"""Books from before reservations were rows of their own stay whole."""

# The rows are written as they were then, with values of our own.
# ruff: noqa: S608

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations.overview import reservations_of
from api.accounts.tables import LearningAccount
from api.database import Database
from api.settings import REPOSITORY
from api.signals import Signals
from tests.accounts.books import faults

BEFORE = "0008"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a single table."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    url: str = request.getfixturevalue("postgres").empty()
    return url


def migrate(url: str, revision: str) -> None:
    command = [sys.executable, "-m", "alembic", "upgrade", revision]
    subprocess.run(command, cwd=REPOSITORY, env=os.environ | {"DATABASE_URL": url}, check=True)


def old_rows(account: UUID) -> Sequence[str]:
    """A worker with 100 euros of which 60 were reserved on two lots, as it was written then."""
    ids = {name: uuid4().hex for name in ("worker", "depositor", "from", "one", "two")}
    rows = [
        f"INSERT INTO workers VALUES ('{ids['worker']}', 'w', 'W', '2026-01-01 00:00:00')",
        f"INSERT INTO learning_accounts (id, worker_id, opened_at) "
        f"VALUES ('{account.hex}', '{ids['worker']}', '2026-01-01 00:00:00')",
        f"INSERT INTO depositors VALUES ('{ids['depositor']}', 'Zon')",
        f"INSERT INTO ledger_accounts VALUES ('{ids['from']}', 'depositor', '{ids['depositor']}')",
    ]
    for day, lot, reserved_cents in ((1, ids["one"], 5_000), (2, ids["two"], 1_000)):
        available, reserved = uuid4().hex, uuid4().hex
        rows += [
            f"INSERT INTO lots (id, learning_account_id, depositor_id, scheme, reference, "
            f"deposited_on, expires_on) VALUES ('{lot}', '{account.hex}', "
            f"'{ids['depositor']}', 'supermarkt_demo', '{day}', '2026-01-0{day}', "
            f"'2031-01-0{day}')",
            f"INSERT INTO ledger_accounts VALUES ('{available}', 'available', '{lot}')",
            f"INSERT INTO ledger_accounts VALUES ('{reserved}', 'reserved', '{lot}')",
            f"INSERT INTO transfers VALUES ('{uuid4().hex}', '{ids['from']}', '{available}', "
            f"5000, 'deposit', '', 'deposit:{day}', '2026-01-0{day} 11:00:00')",
            f"INSERT INTO transfers VALUES ('{uuid4().hex}', '{available}', '{reserved}', "
            f"{reserved_cents}, 'reserve', 'Cursus', 'r1:{day}', '2026-02-01 11:00:00')",
        ]
    return rows


async def write(url: str, rows: Sequence[str]) -> None:
    database = Database(url, Signals())
    async with database.transaction() as db:
        for row in rows:
            await db.execute(text(row))
    await database.close()


async def look(url: str, account_id: UUID) -> tuple[object, ...]:
    database = Database(url, Signals())
    async with database.reading() as db:
        accounts = await db.scalars(select(LearningAccount))
        account = accounts.one()
        standing = await LearningAccountRepository(db).standing(account)
        (only,) = await reservations_of(db, account)
    found = await faults(database, account)
    await database.close()
    assert account.id == account_id
    return (
        (standing.available_cents, standing.reserved_cents),
        (only.reservation.what, only.holdings.held_cents),
        found,
    )


def test_old_books_are_numbered_sealed_and_explained(empty_url: str) -> None:
    account = uuid4()
    migrate(empty_url, BEFORE)
    asyncio.run(write(empty_url, old_rows(account)))
    migrate(empty_url, "head")
    assert asyncio.run(look(empty_url, account)) == ((4_000, 6_000), ("Cursus", 6_000), [])
    with pytest.raises(Exception, match="never changed or deleted"):
        asyncio.run(write(empty_url, ["UPDATE transfers SET amount_cents = 1"]))
