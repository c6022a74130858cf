"""Doing a transaction again when the database asks for it."""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database

T = TypeVar("T")
Work = Callable[[AsyncSession], Awaitable[T]]

MOST_ATTEMPTS = 8
LONGEST_PAUSE_SECONDS = 0.2
# PostgreSQL: serialization failure, deadlock, lock not available.
WORTH_REPEATING = {"40001", "40P01", "55P03"}


async def write(database: Database, work: Work[T], *, repeat_within_seconds: float = math.inf) -> T:
    """Do the work in one transaction, from the start again when another writer was in its way.

    The work must do everything through the session it is given. What it raises itself is raised.
    After `repeat_within_seconds` it is not begun again: somebody waits for what became of it.
    """
    last_start = time.monotonic() + repeat_within_seconds
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            async with database.transaction() as db:
                return await work(db)
        except DBAPIError as error:
            is_last = attempt == MOST_ATTEMPTS or time.monotonic() > last_start
            if is_last or not _another_writer_was_in_the_way(error):
                raise
        # Not a secret: only to let two writers not meet again.
        await asyncio.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311
    raise AssertionError("unreachable")


def _another_writer_was_in_the_way(error: DBAPIError) -> bool:
    if isinstance(error, IntegrityError):
        # Somebody wrote the same number or key first; what they wrote is visible the next time.
        return True
    state = getattr(error.orig, "sqlstate", None)
    return state in WORTH_REPEATING or "database is locked" in str(error.orig)
