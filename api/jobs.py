"""Work that comes back by the clock: sweeps, reminders, expiry."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from api.errors import LeermaatError

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What to do, and how many seconds to rest in between."""

    name: str
    every_seconds: float
    run: Callable[[], Awaitable[None]]


async def one_by_one(items: Iterable[T], work: Callable[[T], Awaitable[None]]) -> None:
    """Do the work for each item; what is refused is logged, and keeps the others not waiting."""
    for item in items:
        try:
            await work(item)
        except LeermaatError:
            log.exception("Work by the clock was refused for %s and will be tried again.", item)


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
