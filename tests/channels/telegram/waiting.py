"""Waiting for what only the database can tell."""

import asyncio
from typing import Any

from api.database import Database

PATIENCE_SECONDS = 20


async def until(database: Database, query: Any) -> Any:
    """Wait until the query finds something true; returns it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with database.reading() as db:
                found = await db.scalar(query)
            if found:
                return found
            await asyncio.sleep(0.05)
