"""Runs migrations on the database that the settings name."""

import asyncio

from alembic import context
from sqlalchemy import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine

import api.all_tables  # noqa: F401  (fills the metadata)
from api.database import Table
from api.settings import REPOSITORY, get_settings


def run(connection: Connection) -> None:
    """Run what is due, on an open connection."""
    context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def run_online() -> None:
    """Open a connection and run what is due."""
    url = make_url(get_settings().database_url)
    if url.get_backend_name() == "sqlite":
        (REPOSITORY / "var").mkdir(exist_ok=True)
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(run_online())
