"""A worker's account leaves as an open file, and comes in elsewhere whole, once, or not at all."""

import json
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.accounts import employment, payments
from api.accounts.expiry import expire_lots
from api.accounts.reservations.service import give_back, reserve
from api.accounts.reservations.tables import EmploymentChange, EmploymentEvent
from api.accounts.tables import AccountView, LearningAccount
from api.administration.moving import schema_text
from api.administration.portability.account_file import AccountFile
from api.administration.portability.exporting import export_account
from api.administration.tables import ImportedAccount
from api.database import Database
from api.settings import REPOSITORY, Settings
from api.signals import Signals
from api.workers.tables import Worker
from tests.accounts.books import TODAY, Paid, open_books, totals, wish
from tests.administration.conftest import Administer, administrator_of

REASON = ("--reason", "verhuizing naar een andere dienst")


@pytest.fixture
async def account(database: Database) -> LearningAccount:
    """A whole life: money that lapsed, a course paid, one given back, another job."""
    account = await open_books(
        database,
        Paid("supermarkt_demo", 17_500, date(2021, 3, 1)),
        Paid("supermarkt_demo", 17_500),
        Paid("bank_demo", 37_500, depositor="Bank Noord"),
    )
    async with database.transaction() as db:
        await expire_lots(db, account, TODAY)
        course = await reserve(db, account, wish(20_000), "cursus", TODAY)
        await payments.pay(db, course.id, 12_000, "betaling")
        await payments.refund(db, course.id, 2_000, "terug", TODAY)
        other = await reserve(db, account, wish(1_000), "anders", TODAY)
        await give_back(db, other.id, "toch niet", today=TODAY)
        change = EmploymentChange.UNEMPLOYED
        await employment.note_change(db, account, change, TODAY, "baan", "Zon")
    return account


@pytest.fixture
async def elsewhere(
    tmp_path: Path, migrated_database: Path, settings: Settings
) -> AsyncIterator[Database]:
    """The empty database of another service."""
    file = shutil.copy(migrated_database, tmp_path / "elsewhere.db")
    database = Database(f"sqlite+aiosqlite:///{file}", Signals())
    yield database
    await database.close()


@pytest.fixture
async def there(elsewhere: Database, settings: Settings) -> Administer:
    """An administrator of that other service."""
    return await administrator_of(elsewhere, settings)


@pytest.fixture
async def file(
    administer: Administer,
    database: Database,
    account: LearningAccount,
    administrators: tuple[str, str],
    tmp_path: Path,
) -> Path:
    """The account, exported."""
    path = tmp_path / "rekening.json"
    reference = await reference_of(database, account)
    done = await administer("export-account", reference, path, *REASON, "--as", administrators[0])
    assert (done.code, done.complaints) == (0, [])
    return path


async def reference_of(database: Database, account: LearningAccount) -> str:
    async with database.reading() as db:
        return (await db.get_one(Worker, account.worker_id)).host_reference


async def exported(database: Database) -> AccountFile:
    async with database.reading() as db:
        return await export_account(db, (await db.scalars(select(LearningAccount))).one())


def content_of(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def with_change(file: Path, change: "Change") -> Path:
    content = content_of(file)
    change(content)
    changed = file.with_name("anders.json")
    changed.write_text(json.dumps(content))
    return changed


IMPORT = ("--as", "anna@werkplaats.example")


async def test_sums_are_equal_elsewhere(
    there: Administer, database: Database, elsewhere: Database, account: LearningAccount, file: Path
) -> None:
    done = await there("import-account", file, *IMPORT)
    assert (done.code, done.complaints) == (0, [])
    assert "met 10 boekingen" in done.said
    assert await totals(elsewhere, account) == await totals(database, account)
    before, after = await exported(database), await exported(elsewhere)
    assert after.totals == before.totals
    assert before.totals.model_dump() == {
        "deposited": 72_500,
        "available": 37_000,
        "reserved": 8_000,
        "provider": 10_000,
        "fund": 17_500,
    }
    kept = {"account_id", "opened_at", "worker", "lots", "reservations", "employment", "views"}
    assert after.model_dump(include=kept) == before.model_dump(include=kept)
    assert (await there("reconcile")).code == 0


async def test_life_goes_on_elsewhere(
    there: Administer, elsewhere: Database, account: LearningAccount, file: Path
) -> None:
    await there("import-account", file, *IMPORT)
    before = await totals(elsewhere, account)
    async with elsewhere.transaction() as db:
        here = (await db.scalars(select(LearningAccount))).one()
        await reserve(db, here, wish(5_000), "nieuw", TODAY)
    assert await totals(elsewhere, account) == (before[0] - 5_000, before[1] + 5_000)
    assert (await there("reconcile")).code == 0


async def test_an_import_is_refused_when_it_came_before(
    there: Administer, elsewhere: Database, account: LearningAccount, file: Path
) -> None:
    await there("import-account", file, *IMPORT)
    before = await totals(elsewhere, account)
    for words in ((), ("--worker", "iemand-anders")):
        done = await there("import-account", file, *words, *IMPORT)
        assert (done.code, done.complaints[0][:30]) == (1, "Deze rekening is hier al. Zij ")
    assert await totals(elsewhere, account) == before


async def test_where_it_was_made_it_is_refused(
    administer: Administer, administrators: tuple[str, str], file: Path
) -> None:
    done = await administer("import-account", file, "--as", administrators[0])
    assert (done.code, done.complaints[0][:25]) == (1, "Deze rekening is hier al.")


async def test_a_worker_with_an_account_keeps_their_own(there: Administer, file: Path) -> None:
    await there("open-account", "w1")
    done = await there("import-account", file, "--worker", "w1", *IMPORT)
    assert (done.code, done.complaints[0]) == (1, "Werknemer w1 heeft al een leerrekening.")


async def test_a_dry_run_takes_nothing_in(
    there: Administer, elsewhere: Database, file: Path
) -> None:
    assert (await there("import-account", file, "--dry-run", *IMPORT)).code == 0
    async with elsewhere.reading() as db:
        assert (await db.scalars(select(ImportedAccount))).all() == []
        assert (await db.scalars(select(LearningAccount))).all() == []


Change = Callable[[dict[str, Any]], object]
CHANGES: dict[str, tuple[Change, str]] = {
    "an amount": (
        lambda file: file["transfers"][1].update(amount_cents=99_999),
        "Dit bestand is veranderd na het maken. Boeking 2",
    ),
    "a transfer gone": (lambda file: file["transfers"].pop(2), "Dit bestand is veranderd"),
    "the end gone": (lambda file: file["transfers"].pop(), "De bedragen in dit bestand"),
    "totals": (lambda file: file["totals"].update(available=1), "De bedragen in dit bestand"),
    "a newer version": (lambda file: file.update(version=2), "Dit is geen bestand met een"),
    "a field": (lambda file: file.update(role="admin"), "Dit is geen bestand met een"),
    "a negative amount": (
        lambda file: file["transfers"][1].update(amount_cents=-1),
        "Dit is geen bestand met een",
    ),
    "a scheme": (lambda file: file["lots"][0].update(scheme="elders"), "Wij kennen de regeling"),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_changed_file_is_refused(
    there: Administer, elsewhere: Database, file: Path, name: str
) -> None:
    change, complaint = CHANGES[name]
    changed = with_change(file, change)
    done = await there("import-account", changed, *IMPORT)
    assert (done.code, done.complaints[0][: len(complaint)]) == (1, complaint)
    async with elsewhere.reading() as db:
        assert (await db.scalars(select(LearningAccount))).all() == []


async def test_a_file_that_is_no_json_is_refused(there: Administer, tmp_path: Path) -> None:
    (path := tmp_path / "x.json").write_bytes(b"\x00\xff")
    assert (await there("import-account", path, *IMPORT)).code == 1


async def test_the_worker_can_see_the_export(
    database: Database, account: LearningAccount, file: Path
) -> None:
    async with database.reading() as db:
        view = (await db.scalars(select(AccountView))).one()
        assert (await db.scalars(select(EmploymentEvent))).one().employer == "Zon"
    assert (view.viewer, view.reason) == ("Anna", REASON[1])
    assert [each["reason"] for each in content_of(file)["views"]] == [REASON[1]]


async def test_an_export_overwrites_nothing(
    administer: Administer,
    database: Database,
    account: LearningAccount,
    administrators: tuple[str, str],
    file: Path,
) -> None:
    before = content_of(file)
    reference = await reference_of(database, account)
    done = await administer("export-account", reference, file, *REASON, "--as", administrators[0])
    assert (done.code, content_of(file) == before) == (1, True)


def test_the_schema_in_the_documentation_is_the_schema() -> None:
    kept = REPOSITORY / "docs" / "account-file.schema.json"
    assert kept.read_text(encoding="utf-8") == schema_text()
