"""Measures the ledger: transfers a second, how long a question takes, and a whole reconciliation.

    .venv/bin/python -m benchmarks.ledger [--seconds 5] [--transfers 1000000]
                                          [--only speed|latency|reconcile]

On a SQLite file and on a PostgreSQL that is started for it and stopped again; both write durably
(`synchronous=FULL`, `fsync=on`). Needs the development packages, which `python3 run.py test`
installs, and about a gigabyte of disk for a million transfers.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.endpoints import MOST_LINES
from api.accounts.explanation import explain_balance
from api.accounts.repository import LearningAccountRepository
from api.accounts.tables import LearningAccount
from api.database import Database
from api.dutch import today
from api.settings import REPOSITORY
from api.signals import Signals
from benchmarks.ledger_speed import Act, speed
from benchmarks.long_books import write_books
from tests.support.postgres import running_postgres

PARTS = ["speed", "latency", "reconcile"]
SHORT, LONG = 10, 10_000
QUESTIONS = 200
TRANSFERS_PER_ACCOUNT = 20


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--transfers", type=int, default=1_000_000)
    parser.add_argument("--only", choices=PARTS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leermaat-") as folder, ExitStack() as stack:
        wanted = [arguments.only] if arguments.only else PARTS
        for name, url in databases(Path(folder), stack) if wanted != ["reconcile"] else ():
            if "speed" in wanted:
                asyncio.run(speed(name, url, arguments.seconds))
            if "latency" in wanted:
                asyncio.run(latency(name, url))
        if "reconcile" in wanted:
            asyncio.run(reconcile(sqlite(Path(folder) / "reconcile.db"), arguments.transfers))


def databases(folder: Path, stack: ExitStack) -> Iterator[tuple[str, str]]:
    """An empty, migrated database of either kind."""
    yield "SQLite", sqlite(folder / "ledger.db")
    server = stack.enter_context(running_postgres())
    server.server.psql("ALTER SYSTEM SET fsync = on;")
    server.server.psql("SELECT pg_reload_conf();")
    yield "PostgreSQL", server.fresh()


def sqlite(file: Path) -> str:
    """The address of a new SQLite file with every table."""
    url = f"sqlite+aiosqlite:///{file}"
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    environment = os.environ | {"DATABASE_URL": url}
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)  # noqa: S603
    return url


async def latency(name: str, url: str) -> None:
    """How long a balance and its explanation take, for a short and for a long history."""
    database = Database(url, Signals())
    medians: dict[tuple[str, int], float] = {}
    for transfers in (SHORT, LONG):
        (account_id,) = await write_books(database, 1, transfers)
        for what, ask in (("balance", balance), ("explanation", explanation)):
            medians[what, transfers] = await median_ms(database, account_id, ask)
    await database.close()
    for what in ("balance", "explanation"):
        short, long = medians[what, SHORT], medians[what, LONG]
        print(
            f"{name:10} {what:11} {short:6.2f} ms with {SHORT} transfers   "
            f"{long:6.2f} ms with {LONG}   {long / short:4.1f} times",
            flush=True,
        )


async def median_ms(database: Database, account_id: UUID, ask: Act) -> float:
    """The median of many questions, each in a look at the database of its own."""
    took = []
    for _ in range(QUESTIONS):
        began = time.perf_counter()
        async with database.reading() as db:
            await ask(db, await db.get_one(LearningAccount, account_id))
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


async def balance(db: AsyncSession, account: LearningAccount) -> object:
    """What is free and what is reserved, as the chat asks for it."""
    return await LearningAccountRepository(db).usable(account, today())


async def explanation(db: AsyncSession, account: LearningAccount) -> object:
    """The balance line by line, as the chat asks for it."""
    return await explain_balance(db, account, MOST_LINES)


async def reconcile(url: str, transfers: int) -> None:
    """How long the whole book takes, and how much memory, in a process of its own."""
    database = Database(url, Signals())
    began = time.perf_counter()
    await write_books(database, transfers // TRANSFERS_PER_ACCOUNT, TRANSFERS_PER_ACCOUNT)
    await database.close()
    print(f"wrote {transfers} transfers in {time.perf_counter() - began:.0f} s", flush=True)
    reconciling(url)


def reconciling(url: str) -> None:
    """Run the command, and print what it said, how long it took and its memory at most."""
    command = [sys.executable, "-m", "api.administration", "reconcile"]
    environment = os.environ | {"DATABASE_URL": url}
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPOSITORY, env=environment)  # noqa: S603
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    # Linux counts kilobytes, macOS bytes.
    megabytes = usage.ru_maxrss / (1e3 if sys.platform == "linux" else 1e6)
    print(f"reconcile: {took:.1f} s, {usage.ru_utime + usage.ru_stime:.1f} s of processor time")
    print(f"memory at most: {megabytes:.0f} MB; exit code {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
