"""Why the balance is what it is: the lines add up to it, whatever part of the book is shown."""

import pytest

from api.accounts import payments
from api.accounts.explanation import Line, explain_balance
from api.accounts.repository import LearningAccountRepository
from api.accounts.tables import LearningAccount, Lot
from api.database import Database
from tests.accounts.books import Paid, give_back, open_books, reserved, totals
from tests.accounts.proofs.busy import busy_life


async def lines_of(database: Database, account: LearningAccount, most: int) -> list[Line]:
    async with database.reading() as db:
        return await explain_balance(db, account, most)


async def test_every_line_has_its_rule_and_its_outcome(
    database: Database, account: LearningAccount
) -> None:
    reservation = await reserved(database, account, 4_000)
    async with database.transaction() as db:
        await payments.pay(db, reservation, 1_500, "p1")
    await give_back(database, reservation)
    lines = await lines_of(database, account, 40)
    assert [(line.reason, line.change_cents, line.running_balance_cents) for line in lines] == [
        ("deposit", 10_000, 10_000),
        ("deposit", 10_000, 20_000),
        ("reserve", -4_000, 16_000),
        ("pay", 0, 16_000),
        ("give_back", 2_500, 18_500),
    ]
    assert all(line.scheme_rule and line.scheme_source for line in lines)
    assert lines[2].description == "Basiscursus computer"


@pytest.mark.parametrize("most", [1, 4, 7, 1_000])
async def test_lines_add_up_to_the_balance(database: Database, most: int) -> None:
    life = await busy_life(database)
    lines = await lines_of(database, life.account, most)
    available, _ = await totals(database, life.account)
    assert sum(line.change_cents for line in lines) == available
    assert lines[-1].running_balance_cents == available
    assert len([line for line in lines if line.reason != "opening"]) <= most


async def test_scheme_that_is_gone_leaves_the_rule_open(database: Database) -> None:
    account = await open_books(database, Paid("bank_demo", 1_000))
    async with database.transaction() as db:
        (standing,) = await LearningAccountRepository(db).lots(account)
        (await db.get_one(Lot, standing.lot.id)).scheme = "verdwenen"
    (line,) = await lines_of(database, account, 40)
    assert (line.scheme_name, line.scheme_rule, line.scheme_source) == ("verdwenen", None, None)
