"""Money that comes back to its lot, also when the last day of the lot is over by then."""

from dataclasses import dataclass
from datetime import date

from api.accounts.ledger import Ledger, Movement
from api.accounts.names import fund
from api.accounts.reservations.tables import Reservation
from api.accounts.schemes import RuleUnknown, get_scheme
from api.accounts.tables import (
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
    TransferReason,
)


@dataclass(frozen=True)
class Return:
    """So many cents that come back to a lot from where they stood, and why."""

    lot: Lot
    from_account: LedgerAccount
    amount_cents: int
    reason: TransferReason
    key: str
    reservation: Reservation


async def return_to_lot(ledger: Ledger, back: Return, today: date) -> list[Transfer]:
    """Move the money back. On an expired lot the scheme decides: some months more, or the fund.

    What else stood on an expired lot is swept first, so that only this money lives longer.
    The account must be locked.
    """
    lot = back.lot
    is_over = lot.last_day is not None and lot.last_day < today
    swept = await sweep(ledger, lot) if is_over else []
    extended_until = extension_of(lot, today) if is_over else None
    if extended_until:
        lot.extended_until = extended_until
    returned = await ledger.move(
        Movement(
            lot=lot,
            from_account=back.from_account,
            to_account=await ledger.place(LedgerAccountKind.AVAILABLE, lot.id),
            amount_cents=back.amount_cents,
            reason=back.reason,
            idempotency_key=back.key,
            reservation=back.reservation,
        )
    )
    lapsed = await sweep(ledger, lot) if is_over and not extended_until else []
    return [*swept, returned, *lapsed]


def extension_of(lot: Lot, returned_on: date) -> date | None:
    """Until when money returned to this expired lot can be used; None: it goes to the fund."""
    expiry = get_scheme(lot.scheme).expiry
    return expiry.extended_until(returned_on) if expiry else None


def would_lapse(lot: Lot, returned_on: date) -> bool:
    """Whether money that comes back to this lot on this day goes to the fund at once."""
    is_over = lot.last_day is not None and lot.last_day < returned_on
    return is_over and extension_of(lot, returned_on) is None


async def sweep(ledger: Ledger, lot: Lot) -> list[Transfer]:
    """Move what is available on an expired lot to the fund of its scheme.

    What is reserved stays: it was promised to somebody. The account must be locked. Raises
    RuleUnknown when the scheme names no fund.
    """
    left_cents = (await ledger.standing_of(lot)).available_cents
    if not left_cents:
        return []
    expiry = get_scheme(lot.scheme).expiry
    if expiry is None:
        raise RuleUnknown(scheme=lot.scheme)
    to_fund = await fund(ledger.db, expiry.goes_to)
    swept = await ledger.move(
        Movement(
            lot=lot,
            from_account=await ledger.place(LedgerAccountKind.AVAILABLE, lot.id),
            to_account=await ledger.place(LedgerAccountKind.FUND, to_fund.id),
            amount_cents=left_cents,
            reason=TransferReason.EXPIRE,
            idempotency_key=f"expire:{lot.id}:{await ledger.last_number() + 1}",
        )
    )
    return [swept]
