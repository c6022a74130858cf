"""Work by the clock goes on whatever happens."""

import asyncio

from api.jobs import Job, running


async def test_job_that_fails_runs_again() -> None:
    ran = asyncio.Semaphore(0)

    async def fail() -> None:
        ran.release()
        raise ConnectionError

    async with running([Job("fails", 0.01, fail)]):
        await ran.acquire()
        await ran.acquire()


async def test_job_stops_with_the_service() -> None:
    started, stopped = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    async with running([Job("works", 60, work)]):
        await started.wait()
    assert stopped.is_set()
