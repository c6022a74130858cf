"""A change of work stands in the history of an account and moves nothing."""

from api.accounts import employment
from api.accounts.tables import LearningAccount
from api.database import Database
from api.workers.tables import Worker
from tests.accounts.books import Paid, open_books, totals
from tests.administration.conftest import Administer


async def noted(database: Database, account: LearningAccount) -> list[tuple[str, str]]:
    async with database.reading() as db:
        return [(e.change, e.employer) for e in await employment.changes_of(db, account)]


async def reference(database: Database, account: LearningAccount) -> str:
    async with database.reading() as db:
        return (await db.get_one(Worker, account.worker_id)).host_reference


async def test_is_noted_once_and_moves_no_money(
    administer: Administer, administrators: tuple[str, str], database: Database
) -> None:
    account = await open_books(database, Paid("supermarkt_demo", 17_500))
    before = await totals(database, account)
    words = ("note-work", await reference(database, account), "left_employer", "--on", "1-10-2026")
    for _ in range(2):
        done = await administer(*words, "--employer", "Zon", "--as", administrators[0])
        assert done.code == 0, done.complaints
    assert await noted(database, account) == [("left_employer", "Zon")]
    assert await totals(database, account) == before


async def test_dry_run_notes_nothing(
    administer: Administer, administrators: tuple[str, str], database: Database
) -> None:
    account = await open_books(database, Paid("supermarkt_demo", 17_500))
    words = ("note-work", await reference(database, account), "unemployed", "--on", "2026-10-01")
    done = await administer(*words, "--dry-run", "--as", administrators[0])
    assert done.code == 0, done.complaints
    assert await noted(database, account) == []
