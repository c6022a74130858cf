"""Work that comes back by the clock: sweeps, reminders, expiry."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What to do, and how many seconds to rest in between."""

    name: str
    every_seconds: float
    run: Callable[[], Awaitable[None]]


@asynccontextmanager
async def running(jobs: Sequence[Job]) -> AsyncIterator[None]:
    """Let every job run now and again and again, for as long as the block lasts."""
    tasks = [asyncio.create_task(_repeat(job), name=job.name) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(job: Job) -> None:
    while True:
        try:
            await job.run()
        except Exception:
            # What it did not do now, it finds the next time: all its work is in the database.
            log.exception("The job %s failed and will run again.", job.name)
        await asyncio.sleep(job.every_seconds)
