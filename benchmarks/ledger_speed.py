"""How many acts of money are durably kept in a second, by one writer and by several."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.ledger import Ledger, Movement
from api.accounts.reservations.service import reserve
from api.accounts.reservations.tables import Purpose
from api.accounts.spending import Wish
from api.accounts.tables import LearningAccount, LedgerAccountKind, Lot, TransferReason
from api.database import Database
from api.retries import write
from api.signals import Signals
from benchmarks.long_books import write_books

WRITERS = (1, 8)
# What an account must hold, in cents, for its writer never to run dry.
ROOM_CENTS = 4_000_000
DAY = date(2026, 1, 1)

Act = Callable[[AsyncSession, LearningAccount], Awaitable[object]]


async def speed(name: str, url: str, seconds: float) -> None:
    """How many transfers, and whole reservations, are kept per second."""
    for what, act in (("transfers", one_transfer), ("reservations", one_reservation)):
        for writers in WRITERS:
            database = Database(url, Signals())
            accounts = await write_books(database, writers, 1)
            async with database.transaction() as db:
                for account_id in accounts:
                    await enrich(db, account_id)
            busy = time.process_time()
            made = await keep_writing(database, accounts, act, seconds)
            busy_ms = (time.process_time() - busy) * 1000 / made
            await database.close()
            print(
                f"{name:10} {made / seconds:7.0f} {what}/s, {writers} at once   "
                f"{busy_ms:5.1f} ms of our processor time each",
                flush=True,
            )


async def enrich(db: AsyncSession, account_id: UUID) -> None:
    """Enough money on the account to go on for a long time."""
    account = await db.get_one(LearningAccount, account_id)
    ledger, lot = Ledger(db, account), await lot_of(db, account_id)
    depositor = await ledger.place(LedgerAccountKind.DEPOSITOR, lot.depositor_id)
    available = await ledger.place(LedgerAccountKind.AVAILABLE, lot.id)
    reason = TransferReason.DEPOSIT
    await ledger.move(Movement(lot, depositor, available, ROOM_CENTS, reason, str(uuid4())))


async def keep_writing(database: Database, accounts: list[UUID], act: Act, seconds: float) -> int:
    """Let every account have its own writer, each act in a durable transaction of its own."""
    until = time.perf_counter() + seconds

    async def once(account_id: UUID, db: AsyncSession) -> None:
        await act(db, await db.get_one(LearningAccount, account_id))

    async def writer(account_id: UUID) -> int:
        made = 0
        while time.perf_counter() < until:
            await write(database, partial(once, account_id))
            made += 1
        return made

    return sum(await asyncio.gather(*map(writer, accounts)))


async def one_transfer(db: AsyncSession, account: LearningAccount) -> None:
    """The barest act: one cent from free to reserved."""
    ledger, lot = Ledger(db, account), await lot_of(db, account.id)
    available = await ledger.place(LedgerAccountKind.AVAILABLE, lot.id)
    reserved = await ledger.place(LedgerAccountKind.RESERVED, lot.id)
    await ledger.move(Movement(lot, available, reserved, 1, TransferReason.RESERVE, str(uuid4())))


async def one_reservation(db: AsyncSession, account: LearningAccount) -> None:
    """What a worker's yes sets in motion: the key, the reservation and its transfer."""
    wish = Wish(Purpose.COURSE, "Cursus", "School", 1, DAY)
    await reserve(db, account, wish, str(uuid4()), DAY)


async def lot_of(db: AsyncSession, account_id: UUID) -> Lot:
    """The account's one lot."""
    return (await db.scalars(select(Lot).where(Lot.learning_account_id == account_id))).one()
