"""Reading the whole book in order, a little at a time, so that its length does not matter."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.accounts.reservations.tables import Reservation
from api.accounts.tables import (
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
)

AT_ONCE = 2000
OF_THE_LOT = (LedgerAccountKind.AVAILABLE, LedgerAccountKind.RESERVED)

# One transfer with the places it went between and what it says it is about.
Entry = Any


async def entries(db: AsyncSession, account_id: UUID | None = None) -> AsyncIterator[Entry]:
    """Every transfer, of one account or account by account, in the order of its book."""
    wanted = _all_entries()
    if account_id:
        wanted = wanted.where(Transfer.learning_account_id == account_id)
    rows = await db.stream(wanted.execution_options(yield_per=AT_ONCE))
    # In portions: one by one, waiting for the next row would cost more than reading it.
    async for portion in rows.partitions():
        for row in portion:
            yield row


def _all_entries() -> Select[Any]:
    out_of, into = aliased(LedgerAccount), aliased(LedgerAccount)
    return (
        select(
            *Transfer.__table__.columns,
            out_of.kind.label("from_kind"),
            into.kind.label("to_kind"),
            (_is_theirs(out_of) & _is_theirs(into)).label("owners_are_right"),
            LearningAccount.last_hash.label("last_hash"),
            Reservation.amount_cents.label("reservation_cents"),
        )
        .join(out_of, out_of.id == Transfer.from_account_id)
        .join(into, into.id == Transfer.to_account_id)
        .join(LearningAccount, LearningAccount.id == Transfer.learning_account_id)
        .join(Lot, Lot.id == Transfer.lot_id)
        .outerjoin(Reservation, Reservation.id == Transfer.reservation_id)
        .order_by(Transfer.learning_account_id, Transfer.number)
    )


def _is_theirs(place: type[LedgerAccount]) -> ColumnElement[bool]:
    """Whether a place belongs to whom the entry is about; the database can tell by itself."""
    account_id = Transfer.learning_account_id
    of_lot = (place.owner_id == Transfer.lot_id) & (Lot.learning_account_id == account_id)
    of_reservation = (place.owner_id == Reservation.provider_id) & (
        Reservation.learning_account_id == account_id
    )
    return case(
        (place.kind.in_(OF_THE_LOT), of_lot),
        (place.kind == LedgerAccountKind.DEPOSITOR, place.owner_id == Lot.depositor_id),
        (place.kind == LedgerAccountKind.PROVIDER, func.coalesce(of_reservation, false())),
        else_=true(),
    )
