"""Every promise about money is kept on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from api.accounts.tables import LearningAccount
from api.database import Database
from api.settings import Settings
from api.signals import Signals
from tests.accounts.books import Paid, open_books
from tests.support.postgres import Postgres, running_postgres


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL server for all tests of this process."""
    with running_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, settings: Settings) -> str:
    """The address of an empty, migrated database of either kind."""
    if request.param == "sqlite":
        return settings.database_url
    server: Any = request.getfixturevalue("postgres")
    url: str = server.fresh()
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty, migrated database of either kind."""
    database = Database(database_url, Signals())
    yield database
    await database.close()


@pytest.fixture
async def account(database: Database) -> LearningAccount:
    """100 euros that expire on 1 January 2031, and 100 that never do."""
    return await open_books(database, Paid("bank_demo", 10_000), Paid("supermarkt_demo", 10_000))
