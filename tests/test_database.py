"""Transactions end, whatever happens; and one that would wait for itself is refused."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.database import Database, TransactionInTransaction
from api.signals import Signals


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database."""
    database = Database(database_url, Signals())
    yield database
    await database.close()


pytestmark = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


async def test_writing_inside_ones_own_transaction_is_refused_at_once(database: Database) -> None:
    async with database.transaction():
        with pytest.raises(TransactionInTransaction):
            async with asyncio.timeout(15), database.transaction():
                pass
    async with database.transaction() as db:
        assert await db.scalar(text("SELECT 1")) == 1


async def test_error_does_not_tell_what_somebody_wrote(database: Database) -> None:
    with pytest.raises(DBAPIError) as failed:
        async with database.transaction() as db:
            await db.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "geheim"})
    assert "geheim" not in str(failed.value)
