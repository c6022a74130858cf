"""What a depositor is sent: its own deposits, and nothing that a spreadsheet calculates with."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from api.accounts import service
from api.accounts.tables import LearningAccount
from api.administration.office import harmless as harmless_on_a_terminal
from api.database import Database
from tests.accounts.books import Paid, open_books
from tests.administration.conftest import Administer

FORMULAS = [
    '=HYPERLINK("https://evil.example")',
    "+31612345678",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
]


async def pay_in(database: Database, reference: str) -> None:
    async with database.transaction() as db:
        account = (await db.scalars(select(LearningAccount))).one()
        paid_in = service.Deposit("Zon", "bank_demo", 17_550, date(2026, 3, 2), reference)
        await service.deposit(db, account, paid_in)


@pytest.fixture(autouse=True)
async def account(database: Database) -> LearningAccount:
    return await open_books(database, Paid("bank_demo", 99, depositor="Bank Noord"))


async def test_only_its_own_deposits(administer: Administer, database: Database) -> None:
    await pay_in(database, "P-0417")
    done = await administer("depositor-report", "Zon")
    assert [" ".join(line.split()) for line in done.said.splitlines()] == [
        "Stortingen van Zon",
        "datum regeling kenmerk bedrag ingetrokken",
        "02-03-2026 bank_demo P-0417 € 175,50",
        "regeling samen",
        "bank_demo € 175,50",
        "totaal € 175,50",
    ]


async def test_a_period_has_both_its_days(administer: Administer, database: Database) -> None:
    await pay_in(database, "P-0417")
    for first, last, is_in in (
        ("2-3-2026", "2-3-2026", True),
        ("3-3-2026", "4-3-2026", False),
        ("1-3-2026", "1-3-2026", False),
    ):
        done = await administer("depositor-report", "Zon", "--from", first, "--until", last)
        assert ("P-0417" in done.said) is is_in


@pytest.mark.parametrize("reference", FORMULAS)
async def test_a_spreadsheet_calculates_with_nothing(
    administer: Administer, database: Database, reference: str
) -> None:
    await pay_in(database, reference)
    done = await administer("depositor-report", "Zon", "--csv")
    (_, row) = csv.reader(io.StringIO(done.said), delimiter=";")
    assert row == ["02-03-2026", "bank_demo", f"'{reference}", "€ 175,50", ""]


async def test_nobody_who_never_paid_in(administer: Administer) -> None:
    done = await administer("depositor-report", "Zon")
    assert (done.code, done.complaints[0][:30]) == (1, "Van deze storter is nooit iets")


@pytest.mark.parametrize("typed", ["\x1b[2Jweg", "a\rb", "a\u202eb", "a\x00b"])
def test_what_people_typed_does_not_steer_a_terminal(typed: str) -> None:
    assert harmless_on_a_terminal(typed).isprintable()
