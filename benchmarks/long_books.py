"""Books of any length, written at once: sealed and added up as the ledger itself would have."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import names
from api.accounts.chain import hash_after
from api.accounts.reservations.tables import Purpose, Reservation
from api.accounts.tables import (
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
    TransferReason,
)
from api.database import Database, Table
from api.workers.tables import Worker

CENTS = 10
BEGAN = datetime(2025, 1, 1, 12, tzinfo=UTC)
TRANSFERS_AT_ONCE = 10_000
# What refers to what comes later.
ORDER: tuple[type[Table], ...] = (
    Worker,
    LearningAccount,
    Lot,
    LedgerAccount,
    Reservation,
    Transfer,
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Shared:
    """The depositor and the provider of every account, and where their money stands."""

    depositor_id: UUID
    provider_id: UUID
    deposited: UUID
    paid: UUID


async def write_books(database: Database, accounts: int, transfers_each: int) -> list[UUID]:
    """New accounts with so many transfers each: a deposit, then courses reserved and paid."""
    async with database.transaction() as db:
        shared = await _shared(db)
    written: list[UUID] = []
    at_once = max(TRANSFERS_AT_ONCE // transfers_each, 1)
    for start in range(0, accounts, at_once):
        books = [Book(shared, transfers_each) for _ in range(min(at_once, accounts - start))]
        async with database.transaction() as db:
            for table in ORDER:
                if rows := [row for book in books for row in book.rows[table]]:
                    await db.execute(insert(table.__table__), rows)
        written += [book.account_id for book in books]
    return written


async def _shared(db: AsyncSession) -> Shared:
    depositor, provider = await names.depositor(db, "Zon"), await names.provider(db, "School")
    deposited = await names.ledger_account(db, LedgerAccountKind.DEPOSITOR, depositor.id)
    paid = await names.ledger_account(db, LedgerAccountKind.PROVIDER, provider.id)
    return Shared(depositor.id, provider.id, deposited.id, paid.id)


@dataclass
class Book:
    """The rows of one account, from its worker to its last transfer."""

    shared: Shared
    transfers: int
    account_id: UUID = field(default_factory=uuid4)
    rows: dict[type[Table], list[Row]] = field(init=False)

    def __post_init__(self) -> None:
        """Write the whole book."""
        self.rows = {table: [] for table in ORDER}
        self.lot_id, self.available, self.reserved = uuid4(), uuid4(), uuid4()
        self.hash = ""
        self.course: UUID | None = None
        self.cents: Counter[UUID] = Counter()
        worker_id = uuid4()
        self.rows[Worker].append({"id": worker_id, "host_reference": worker_id.hex, "name": ""})
        self._make_lot()
        for number, reason in enumerate(_reasons(self.transfers), start=1):
            self._move(number, reason)
        self.rows[LearningAccount].append(
            {"id": self.account_id, "worker_id": worker_id, "last_hash": self.hash}
        )

    def _make_lot(self) -> None:
        self.rows[Lot].append(
            {
                "id": self.lot_id,
                "learning_account_id": self.account_id,
                "depositor_id": self.shared.depositor_id,
                "scheme": "bank_demo",
                "reference": "2025",
                "deposited_on": BEGAN.date(),
            }
        )
        for kind, place in (
            (LedgerAccountKind.AVAILABLE, self.available),
            (LedgerAccountKind.RESERVED, self.reserved),
        ):
            self.rows[LedgerAccount].append({"id": place, "kind": kind, "owner_id": self.lot_id})

    def _reservation(self) -> UUID:
        made = uuid4()
        self.rows[Reservation].append(
            {
                "id": made,
                "learning_account_id": self.account_id,
                "provider_id": self.shared.provider_id,
                "kind": Purpose.COURSE,
                "what": "Cursus",
                "amount_cents": CENTS,
                "starts_on": date(2027, 1, 1),
                "act_key": made.hex,
            }
        )
        return made

    def _move(self, number: int, reason: TransferReason) -> None:
        sides, cents = (self.reserved, self.shared.paid), CENTS
        if reason is TransferReason.DEPOSIT:
            sides, cents = (self.shared.deposited, self.available), self.transfers * CENTS
        elif reason is TransferReason.RESERVE:
            sides, self.course = (self.available, self.reserved), self._reservation()
        self.cents[sides[0]] -= cents
        self.cents[sides[1]] += cents
        self._write(number, reason, sides, cents)

    def _write(
        self, number: int, reason: TransferReason, sides: tuple[UUID, UUID], cents: int
    ) -> None:
        row: Row = {
            "id": uuid4(),
            "learning_account_id": self.account_id,
            "number": number,
            "lot_id": self.lot_id,
            "reservation_id": self.course,
            "from_account_id": sides[0],
            "to_account_id": sides[1],
            "amount_cents": cents,
            "reason": reason,
            "description": "",
            "idempotency_key": f"{self.account_id}:{number}",
            "reverses_id": None,
            "available_after_cents": self.cents[self.available],
            "reserved_after_cents": self.cents[self.reserved],
            "lot_available_after_cents": self.cents[self.available],
            "lot_reserved_after_cents": self.cents[self.reserved],
            "made_at": BEGAN + timedelta(minutes=number),
        }
        sealed: Any = SimpleNamespace(**row)
        row["hash"] = self.hash = hash_after(self.hash, sealed)
        self.rows[Transfer].append(row)


def _reasons(transfers: int) -> Iterator[TransferReason]:
    yield TransferReason.DEPOSIT
    for number in range(transfers - 1):
        yield TransferReason.PAY if number % 2 else TransferReason.RESERVE
