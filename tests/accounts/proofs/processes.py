"""Processes of their own that act on a ledger, and may be killed in the middle of it.

Forked, so that a proof with hundreds of them costs seconds and not minutes.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Awaitable, Callable
from multiprocessing.process import BaseProcess
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import acts
from api.database import Database
from api.signals import Signals

FORK = multiprocessing.get_context("fork")
Act = Callable[[AsyncSession], Awaitable[Any]]


def started(work: Callable[..., Awaitable[None]], *args: Any) -> BaseProcess:
    """A process that does this work and ends."""
    process = FORK.Process(target=_run, args=(work, *args))
    process.start()
    return process


def _run(work: Callable[..., Awaitable[None]], *args: Any) -> None:
    async def waiting() -> None:
        await work(*args)

    asyncio.run(waiting())


async def act_and_die(url: str, act: Act, statement: int) -> None:
    """Do a keyed act, and be killed just before its nth statement.

    COMMIT counts as one, and so does the moment just after it: the answer is then lost.
    """
    database = Database(url, Signals())
    kill_before(database, statement)
    await acts.perform(database, act)
    os.kill(os.getpid(), signal.SIGKILL)


def kill_before(database: Database, statement: int) -> None:
    """Kill this process before its nth statement."""
    seen = 0

    def count(*_args: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        event.listen(database.engine.sync_engine, moment, count)


async def statements_of(database: Database, act: Act) -> int:
    """How many statements this act takes, COMMIT included."""
    seen = 0

    def count(*_args: Any) -> None:
        nonlocal seen
        seen += 1

    for moment in ("before_cursor_execute", "commit"):
        event.listen(database.engine.sync_engine, moment, count)
    await acts.perform(database, act)
    for moment in ("before_cursor_execute", "commit"):
        event.remove(database.engine.sync_engine, moment, count)
    return seen
