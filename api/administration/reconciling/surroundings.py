"""What an entry by entry reading cannot see: what is not in the book, and what guards it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.reservations.tables import Reservation
from api.accounts.tables import LearningAccount, Lot, Transfer, TransferReason
from api.administration.reconciling.audit import Difference, Fault

# Tables that only ever grow, because the database refuses any change.
APPEND_ONLY = ("transfers", "account_views", "administration_acts")


async def without_transfers(db: AsyncSession) -> Sequence[Difference]:
    """Accounts whose book is gone, lots that nobody paid in, reservations that hold nothing."""
    sealed = select(LearningAccount.id).where(
        LearningAccount.last_hash != "",
        ~exists().where(Transfer.learning_account_id == LearningAccount.id),
    )
    unpaid = select(Lot.learning_account_id).where(
        ~exists().where(Transfer.lot_id == Lot.id, Transfer.reason == TransferReason.DEPOSIT)
    )
    empty = select(Reservation.learning_account_id).where(
        ~exists().where(Transfer.reservation_id == Reservation.id)
    )
    found: list[Difference] = []
    for query, fault in (
        (sealed, Fault.END_CUT_OFF),
        (unpaid, Fault.DEPOSITS_OF_LOT),
        (empty, Fault.RESERVATION_AMOUNT),
    ):
        accounts: Sequence[UUID] = (await db.scalars(query)).all()
        found += [Difference(account_id, 0, fault) for account_id in accounts]
    return found


async def missing_guards(db: AsyncSession) -> Sequence[str]:
    """The triggers that should refuse changes, and that are gone or switched off."""
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    query = SQLITE_TRIGGERS if is_sqlite else POSTGRESQL_TRIGGERS
    present = set((await db.scalars(text(query))).all())
    wanted = _sqlite_names() if is_sqlite else (f"{table}_refuse_change" for table in APPEND_ONLY)
    return [name for name in wanted if name not in present]


SQLITE_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
# "D" is switched off, and "R" only works on a copy of the database.
POSTGRESQL_TRIGGERS = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"


def _sqlite_names() -> Iterator[str]:
    for table in APPEND_ONLY:
        yield from (f"{table}_refuse_{act}" for act in ("update", "delete"))
