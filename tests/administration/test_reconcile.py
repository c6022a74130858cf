"""Every cent is explained, and whatever was done to the book behind its back is found."""

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import payments
from api.accounts.reservations.service import give_back, reserve
from api.accounts.tables import Fund, LearningAccount, Lot
from api.database import Database
from api.signals import Signals
from tests.accounts.books import TODAY, Paid, open_books, wish
from tests.administration.conftest import Administer

CLEAN = "Alles klopt. Elke cent is verantwoord."


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Of both kinds: what is found must not depend on it."""
    database = Database(database_url, Signals())
    yield database
    await database.close()


@pytest.fixture
async def account(database: Database) -> LearningAccount:
    """A small but whole life: two lots, one course paid, one given back. Seven transfers."""
    await open_books(database, Paid("bank_demo", 100))
    account = await open_books(
        database, Paid("supermarkt_demo", 17_500), Paid("bank_demo", 37_500, depositor="Bank")
    )
    async with database.transaction() as db:
        course = await reserve(db, account, wish(20_000), "cursus", TODAY)
        await payments.pay(db, course.id, 5_000, "betaling")
        other = await reserve(db, account, wish(1_000), "anders", TODAY)
        await give_back(db, other.id, "terug", today=TODAY)
    return account


@asynccontextmanager
async def behind_its_back(database: Database) -> AsyncIterator[AsyncSession]:
    """A transaction that the database's guards do not see."""
    async with database.transaction() as db:
        if database.is_sqlite:
            guards = "SELECT name, sql FROM sqlite_master WHERE type='trigger'"
            kept = (await db.execute(text(guards))).all()
            for name, _ in kept:
                await db.execute(text(f"DROP TRIGGER {name}"))
            await db.execute(text("PRAGMA defer_foreign_keys=ON"))
            await db.execute(text("PRAGMA ignore_check_constraints=ON"))
            yield db
            for _, sql in kept:
                await db.execute(text(sql))
        else:
            await db.execute(text("ALTER TABLE transfers DISABLE TRIGGER USER"))
            yield db
            await db.execute(text("ALTER TABLE transfers ENABLE TRIGGER USER"))


async def test_a_clean_book(
    administer: Administer, account: LearningAccount, tmp_path: Path
) -> None:
    file = tmp_path / "rekeningen.csv"
    done = await administer("reconcile", "--accounts", file)
    assert (done.code, done.complaints) == (0, [])
    lines = [" ".join(line.split()) for line in done.said.splitlines()]
    assert lines[0] == "Nagelopen: 8 boekingen op 2 rekeningen."
    for line in (
        "gestort € 551,00",
        "vrij bij werknemers € 351,00",
        "gereserveerd bij werknemers € 150,00",
        "bij opleiders € 50,00",
        "verschil € 0,00",
        "Bank € 375,00 € 0,00 € 375,00",
        "Werkgever € 176,00 € 0,00 € 176,00",
        "Computerschool € 50,00 € 0,00 € 50,00",
        CLEAN,
    ):
        assert line in lines
    rows = {row[0]: row[1:] for row in csv.reader(file.open(), delimiter=";")}
    assert rows[str(account.id)] == ["55000", "35000", "15000", "5000", "0", "0"]


async def test_an_empty_book(administer: Administer) -> None:
    done = await administer("reconcile")
    assert (done.code, done.said.splitlines()[-1]) == (0, CLEAN)


DAMAGE = {
    "an amount": ("UPDATE transfers SET amount_cents = amount_cents + 1 WHERE {nr}=3", "veranderd"),
    "a moment": ("UPDATE transfers SET made_at = '2020-01-01 12:00:00' WHERE {nr}=3", "veranderd"),
    "the last one gone": ("DELETE FROM transfers WHERE {nr}=7", "weggehaald of bijgezet"),
    "one in the middle gone": ("DELETE FROM transfers WHERE {nr}=5", "ontbreekt er één"),
    "all gone": ("DELETE FROM transfers WHERE {account}", "weggehaald of bijgezet"),
    "a balance": (
        "UPDATE transfers SET available_after_cents = available_after_cents + 1 WHERE {nr}=3",
        "het saldo bij boeking 3 klopt niet",
    ),
    "a balance of a lot": (
        "UPDATE transfers SET lot_reserved_after_cents = 1 WHERE {nr}=3",
        "het saldo bij boeking 3 klopt niet",
    ),
    "another reason": (
        "UPDATE transfers SET reason = 'expire' WHERE {nr}=3",
        "plekken die niet bij de reden horen",
    ),
    "a correction of nothing": (
        "UPDATE transfers SET reason = 'correct' WHERE {nr}=3",
        "herstelt iets anders dan zij zegt",
    ),
    "a place of somebody else": (
        "UPDATE ledger_accounts SET owner_id = (SELECT id FROM funds) WHERE id ="
        " (SELECT to_account_id FROM transfers WHERE {nr}=5)",
        "raakt geld van iemand anders",
    ),
    "another depositor": (
        "UPDATE lots SET depositor_id = (SELECT id FROM depositors WHERE name = 'Bank')",
        "raakt geld van iemand anders",
    ),
    "a reservation": (
        "UPDATE reservations SET amount_cents = amount_cents + 1 WHERE act_key = 'cursus'",
        "Verschil in centen: 1.",
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
async def test_damage_is_found(
    administer: Administer, database: Database, account: LearningAccount, name: str
) -> None:
    statement, complaint = DAMAGE[name]
    key = account.id.hex if database.is_sqlite else str(account.id)
    of_account = f"learning_account_id='{key}'"
    async with behind_its_back(database) as db:
        db.add(Fund(name="Fonds"))
        await db.flush()
        statement = statement.format(nr=f"{of_account} AND number", account=of_account)
        await db.execute(text(statement))
    done = await administer("reconcile")
    assert done.code == 2
    of_account = [words for words in done.complaints if str(account.id) in words]
    assert [words for words in of_account if complaint in words], done.complaints
    assert "Het klopt niet. Verschillen:" in done.said


async def test_a_lot_that_nobody_paid_in(
    administer: Administer, database: Database, account: LearningAccount
) -> None:
    async with database.transaction() as db:
        lot = (await db.scalars(select(Lot).limit(1))).one()
        db.add(
            Lot(
                learning_account_id=account.id,
                depositor_id=lot.depositor_id,
                scheme=lot.scheme,
                reference="nieuw",
                deposited_on=lot.deposited_on,
            )
        )
    done = await administer("reconcile")
    assert (done.code, len(done.complaints)) == (2, 1)
    assert "een potje hoort precies één storting te hebben" in done.complaints[0]


@pytest.mark.parametrize("table", ["transfers", "account_views", "administration_acts"])
async def test_a_guard_that_is_gone(
    administer: Administer, database: Database, account: LearningAccount, table: str
) -> None:
    name = f"{table}_refuse_update" if database.is_sqlite else f"{table}_refuse_change"
    on = "" if database.is_sqlite else f" ON {table}"
    async with database.transaction() as db:
        await db.execute(text(f"DROP TRIGGER {name}{on}"))
    done = await administer("reconcile")
    assert done.code == 2
    assert done.complaints == [f"De beveiliging {name} van de database is weg of staat uit."]
