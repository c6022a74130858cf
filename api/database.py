"""The database: one engine, and transactions that are all or nothing."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Connection, DateTime, Dialect, Enum, MetaData, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from api.signals import Signals

# Named, so that migrations can drop what they made.
CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def _values(closed_set: type[StrEnum]) -> list[str]:
    return [member.value for member in closed_set]


class Table(DeclarativeBase):
    """The base of every table of the API."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    # Closed sets are stored by value in a plain column, so that adding one needs no migration.
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=_values)
    }


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so the zone is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class TransactionInTransaction(RuntimeError):
    """A task began to write inside its own transaction: on SQLite it would wait for itself."""


class Database:
    """Opens transactions; after a commit it rings whoever waits for the news."""

    def __init__(self, url: str, signals: Signals) -> None:
        self.engine = create_async_engine(
            url,
            pool_pre_ping=not url.startswith("sqlite"),
            hide_parameters=True,  # an error in a log must not tell what a worker wrote
        )
        self.signals = signals
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        # SQLite knows one writer. Waiting in line here is fair and quick; its own busy wait is not.
        self._writers = asyncio.Lock()
        self._writing: set[asyncio.Task[Any] | None] = set()
        if self.is_sqlite:
            _prepare_sqlite(self.engine)

    def _turn_to_write(self) -> AbstractAsyncContextManager[Any]:
        return self._writers if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A transaction that writes: committed as a whole, or not at all.

        Its beginning and its end are not broken off when the task is cancelled: a connection that
        is left inside BEGIN keeps its lock, and then nobody can write. Raises
        TransactionInTransaction rather than waiting for ever.
        """
        async with self._alone_in_its_task(), self._turn_to_write():
            db = AsyncSession(self.engine, expire_on_commit=False)
            try:
                await _unbroken(db.connection())
                yield db
                await _unbroken(db.commit())
            finally:
                await _unbroken(db.close())  # takes back what was not committed
        for topic in db.info.pop("news", ()):
            self.signals.notify(topic)

    @asynccontextmanager
    async def _alone_in_its_task(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if task in self._writing:
            raise TransactionInTransaction
        self._writing.add(task)
        try:
            yield
        finally:
            self._writing.discard(task)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads, and so never waits for a writer.

        All it reads is of one moment, however many questions it asks: SQLite does so by itself.
        """
        engine = self.engine.execution_options(leermaat_reads_only=True)
        if not self.is_sqlite:
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        async with AsyncSession(engine, expire_on_commit=False) as db:
            yield db

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()


async def _unbroken(step: Coroutine[Any, Any, object]) -> None:
    """Let the step come to its end, also when our own task is cancelled meanwhile."""
    task = asyncio.ensure_future(step)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        raise


def announce(db: AsyncSession, topic: str) -> None:
    """Ring the topic once the transaction has been committed."""
    db.info.setdefault("news", set()).add(topic)


def _prepare_sqlite(asynchronous: AsyncEngine) -> None:
    engine = asynchronous.sync_engine

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN is deferred, and a deferred writer can overdraw or fail.
        connection.isolation_level = None
        # Shorter than a worker's patience: after a refusal there must be time to say so.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=4000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get("leermaat_reads_only")
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
