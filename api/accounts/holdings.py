"""Where the money of a reservation stands now: still reserved, or with the provider."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ScalarSelect, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from api.accounts.ledger import check_amount
from api.accounts.repository import spending_order
from api.accounts.reservations.tables import Reservation
from api.accounts.tables import LedgerAccount, LedgerAccountKind, Lot, Transfer
from api.errors import LeermaatError


class NothingReserved(LeermaatError):
    """Less is reserved here than was asked; the facts say how much still is, in cents."""

    status = 409
    sentence = "Less money than this is still reserved here."


class NothingPaid(LeermaatError):
    """Less was paid to the provider than was asked back; the facts say how much, in cents."""

    status = 409
    sentence = "Less money than this was paid to the provider."


@dataclass(frozen=True)
class LotPart:
    """A part of an amount, of one lot, in cents."""

    lot: Lot
    amount_cents: int


@dataclass(frozen=True)
class Holdings:
    """The money of one reservation per lot, in the order in which lots are spent. Cents."""

    held: Sequence[LotPart] = ()
    paid: Sequence[LotPart] = ()

    @property
    def held_cents(self) -> int:
        """What is still put aside."""
        return sum(part.amount_cents for part in self.held)

    @property
    def paid_cents(self) -> int:
        """What the provider has, and did not give back."""
        return sum(part.amount_cents for part in self.paid)

    def to_pay(self, amount_cents: int) -> list[LotPart]:
        """What each lot pays, first to expire first. Raises InvalidAmount or NothingReserved."""
        check_amount(amount_cents)
        if amount_cents > self.held_cents:
            raise NothingReserved(held_cents=self.held_cents)
        return list(_shared(self.held, amount_cents))

    def to_give_back(self, amount_cents: int | None) -> list[LotPart]:
        """What each lot gets back, last to expire first; None: everything that is held.

        Raises InvalidAmount or NothingReserved.
        """
        if amount_cents is None and not self.held_cents:
            raise NothingReserved(held_cents=0)
        wanted_cents = self.held_cents if amount_cents is None else amount_cents
        check_amount(wanted_cents)
        if wanted_cents > self.held_cents:
            raise NothingReserved(held_cents=self.held_cents)
        return list(_shared(reversed(self.held), wanted_cents))

    def to_refund(self, amount_cents: int) -> list[LotPart]:
        """What each lot gets back from the provider, last to expire first.

        Raises InvalidAmount or NothingPaid.
        """
        check_amount(amount_cents)
        if amount_cents > self.paid_cents:
            raise NothingPaid(paid_cents=self.paid_cents)
        return list(_shared(reversed(self.paid), amount_cents))


async def holdings_of(db: AsyncSession, reservation_ids: Sequence[UUID]) -> dict[UUID, Holdings]:
    """Where the money of each of these reservations stands."""
    into, out_of = aliased(LedgerAccount), aliased(LedgerAccount)
    moved = await db.execute(
        select(
            Transfer.reservation_id,
            Lot,
            out_of.kind,
            into.kind,
            func.sum(Transfer.amount_cents),
        )
        .join(Lot, Lot.id == Transfer.lot_id)
        .join(out_of, out_of.id == Transfer.from_account_id)
        .join(into, into.id == Transfer.to_account_id)
        .where(Transfer.reservation_id.in_(reservation_ids))
        .group_by(Transfer.reservation_id, Lot.id, out_of.kind, into.kind)
        .order_by(*spending_order())
    )
    counted: dict[UUID, _Count] = {each: _Count() for each in reservation_ids}
    for reservation_id, lot, from_kind, to_kind, cents in moved:
        if reservation_id:
            counted[reservation_id].add(lot, from_kind, to_kind, int(cents))
    return {each: count.holdings() for each, count in counted.items()}


def reserved_for(reservation_id: InstrumentedAttribute[UUID]) -> ScalarSelect[int]:
    """What is still put aside for a reservation, in cents, in a query about reservations."""
    place = aliased(LedgerAccount)
    signed = case((Transfer.to_account_id == place.id, 1), else_=-1)
    return (
        select(func.coalesce(func.sum(signed * Transfer.amount_cents), 0))
        .select_from(Transfer)
        .join(place, or_(place.id == Transfer.to_account_id, place.id == Transfer.from_account_id))
        .where(Transfer.reservation_id == reservation_id)
        .where(place.kind == LedgerAccountKind.RESERVED)
        .correlate(Reservation)
        .scalar_subquery()
    )


class _Count:
    """Adds up what came to, and went from, each kind of place of each lot."""

    def __init__(self) -> None:
        self.lots: dict[UUID, Lot] = {}
        self.cents: dict[tuple[UUID, LedgerAccountKind], int] = defaultdict(int)

    def add(
        self, lot: Lot, from_kind: LedgerAccountKind, to_kind: LedgerAccountKind, cents: int
    ) -> None:
        self.lots[lot.id] = lot
        self.cents[lot.id, from_kind] -= cents
        self.cents[lot.id, to_kind] += cents

    def holdings(self) -> Holdings:
        return Holdings(
            held=list(self._parts(LedgerAccountKind.RESERVED)),
            paid=list(self._parts(LedgerAccountKind.PROVIDER)),
        )

    def _parts(self, kind: LedgerAccountKind) -> Iterator[LotPart]:
        for lot in self.lots.values():
            if self.cents[lot.id, kind] > 0:
                yield LotPart(lot, self.cents[lot.id, kind])


def _shared(parts: Iterable[LotPart], amount_cents: int) -> Iterator[LotPart]:
    """Take the amount from the parts, one after the other."""
    for part in parts:
        taken_cents = min(amount_cents, part.amount_cents)
        if taken_cents:
            yield LotPart(part.lot, taken_cents)
        amount_cents -= taken_cents
