"""A warning is said exactly once: also when its process is killed, and when two do it at once.

CI kills before every fourth statement; `LEDGER_KILLS=1` before every one.
"""

import asyncio
import os
import signal
from datetime import UTC, datetime

import pytest

from api.accounts.warnings.sending import warn_all
from api.conversations.tables import Conversation
from api.database import Database
from api.signals import Signals
from tests.accounts.books import Paid, open_books
from tests.accounts.proofs.processes import kill_before, started
from tests.accounts.test_warnings import thread, told

EVERY = int(os.environ.get("LEDGER_KILLS", "4"))
# Fourteen days before the money of a deposit of 1 January 2026 lapses.
NOON = datetime(2030, 12, 18, 11, tzinfo=UTC)
PROCESSES, WORKERS, MOST_STATEMENTS = 3, 8, 60


async def warn_and_die(url: str, statement: int) -> None:
    """Warn everybody, and be killed before the nth statement; or live, when there are fewer."""
    database = Database(url, Signals())
    kill_before(database, statement)
    await warn_all(database, NOON)
    await database.close()


async def warn_everybody(url: str) -> None:
    """Warn everybody, as any process does by the clock."""
    database = Database(url, Signals())
    await warn_all(database, NOON)
    await database.close()


async def new_worker(url: str) -> Conversation:
    """The thread of a worker whose money lapses soon."""
    database = Database(url, Signals())
    account = await open_books(database, Paid("supermarkt_demo", 1_000))
    conversation = await thread(database, account)
    await database.close()
    return conversation


async def heard(url: str, conversation: Conversation) -> list[str]:
    """What the service said to this worker."""
    database = Database(url, Signals())
    texts = await told(database, conversation)
    await database.close()
    return texts


def test_killed_and_run_again(database_url: str) -> None:
    """Not an async test: forking wants a process without a running loop."""
    for statement in range(1, MOST_STATEMENTS, EVERY):
        conversation = asyncio.run(new_worker(database_url))
        process = started(warn_and_die, database_url, statement)
        process.join(timeout=30)
        asyncio.run(warn_everybody(database_url))
        asyncio.run(warn_everybody(database_url))
        assert len(asyncio.run(heard(database_url, conversation))) == 1, f"statement {statement}"
        if process.exitcode == 0:
            return
        assert process.exitcode == -signal.SIGKILL
    pytest.fail("the warning takes more statements than were tried")


def test_several_processes_at_once(database_url: str) -> None:
    threads = [asyncio.run(new_worker(database_url)) for _ in range(WORKERS)]
    processes = [started(warn_everybody, database_url) for _ in range(PROCESSES)]
    for process in processes:
        process.join(timeout=60)
        assert process.exitcode == 0
    assert [len(asyncio.run(heard(database_url, each))) for each in threads] == [1] * WORKERS
