"""Every promise about money is kept on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from api.accounts.tables import LearningAccount
from api.database import Database
from api.signals import Signals
from tests.accounts.books import Paid, open_books


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
