"""Undoing a mistake: the money moves back, and both transfers stay in the book."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import acts
from api.accounts.holdings import holdings_of
from api.accounts.ledger import Ledger, Movement, NotEnoughMoney
from api.accounts.reservations.tables import Reservation
from api.accounts.tables import (
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
    TransferReason,
)
from api.errors import LeermaatError, NotFound


class AlreadyReversed(LeermaatError):
    """This transfer was moved back before."""

    status = 409
    sentence = "This transfer was reversed before."


class NotReversible(LeermaatError):
    """A correction is not corrected, and lapsed money does not come back to a lot that is over."""

    status = 409
    sentence = "This transfer cannot be reversed; make the right one instead."


class AlreadySpent(LeermaatError):
    """The money of this transfer has moved on. The facts say what is left and what lacks, in cents.

    For the account administrator only: a depositor may not learn what a worker did.
    """

    status = 409
    sentence = "This money has been used since; what is left is not enough to reverse it."


async def reverse(db: AsyncSession, transfer_id: UUID, why: str, key: str) -> Transfer:
    """Move a transfer back, once and as a whole. The same key does it once.

    Raises NotFound, AlreadyReversed, NotReversible, AlreadySpent or IdempotencyKeyReused, and then
    nothing has moved.
    """
    is_new = await acts.begin(db, key, do="reverse", of=transfer_id)
    original = await db.get(Transfer, transfer_id)
    if original is None:
        raise NotFound
    if not is_new:
        return await _by_key(db, key)
    ledger = Ledger(db, await db.get_one(LearningAccount, original.learning_account_id))
    await ledger.lock()
    if await db.scalar(select(Transfer.id).where(Transfer.reverses_id == original.id)):
        raise AlreadyReversed
    if original.reason in (TransferReason.CORRECT, TransferReason.EXPIRE):
        raise NotReversible
    return await _move_back(ledger, original, why, key)


async def _move_back(ledger: Ledger, original: Transfer, why: str, key: str) -> Transfer:
    lot = await ledger.db.get_one(Lot, original.lot_id)
    stands_on = await ledger.db.get_one(LedgerAccount, original.to_account_id)
    left_cents = await _left_cents(ledger, original, stands_on, lot)
    if left_cents < original.amount_cents:
        shortfall_cents = original.amount_cents - left_cents
        raise AlreadySpent(left_cents=left_cents, shortfall_cents=shortfall_cents)
    reservation = original.reservation_id
    movement = Movement(
        lot=lot,
        from_account=stands_on,
        to_account=await ledger.db.get_one(LedgerAccount, original.from_account_id),
        amount_cents=original.amount_cents,
        reason=TransferReason.CORRECT,
        idempotency_key=key,
        description=why,
        reservation=await ledger.db.get(Reservation, reservation) if reservation else None,
        reverses=original,
    )
    try:
        return await ledger.move(movement)
    except NotEnoughMoney as error:
        raise AlreadySpent(left_cents=0, shortfall_cents=original.amount_cents) from error


async def _left_cents(
    ledger: Ledger, original: Transfer, stands_on: LedgerAccount, lot: Lot
) -> int:
    """What is left, in cents, of the money this transfer brought, in the place it brought it to."""
    if stands_on.kind is LedgerAccountKind.AVAILABLE:
        return (await ledger.standing_of(lot)).available_cents
    # Reserved or paid money belongs to one reservation, and only that much of it can move back.
    if original.reservation_id is None:
        raise NotReversible
    holdings = (await holdings_of(ledger.db, [original.reservation_id]))[original.reservation_id]
    is_held = stands_on.kind is LedgerAccountKind.RESERVED
    parts = holdings.held if is_held else holdings.paid
    return sum(part.amount_cents for part in parts if part.lot.id == lot.id)


async def _by_key(db: AsyncSession, key: str) -> Transfer:
    found = await db.scalars(select(Transfer).where(Transfer.idempotency_key == key))
    return found.one()
