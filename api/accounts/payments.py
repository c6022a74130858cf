"""Paying a provider from what was reserved, and taking a refund."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import acts
from api.accounts.ledger import Movement
from api.accounts.reservations.service import take_in_hand, transfers_of_act
from api.accounts.returning import Return, return_to_lot
from api.accounts.tables import LedgerAccountKind, Transfer, TransferReason
from api.dutch import today as today_in_amsterdam


async def pay(
    db: AsyncSession, reservation_id: UUID, amount_cents: int, key: str
) -> Sequence[Transfer]:
    """Pay the provider from what is reserved; what is not paid stays reserved.

    Lots pay in the order in which they expire; a reservation keeps its money past that day. The
    same key pays once. Raises NotFound, InvalidAmount, IdempotencyKeyReused, or NothingReserved:
    AlreadyPaid, ReservationCancelled or ReservationExpired when nothing at all is held.
    """
    if not await acts.begin(db, key, do="pay", of=reservation_id, amount_cents=amount_cents):
        return await transfers_of_act(db, reservation_id, key)
    held = await take_in_hand(db, reservation_id)
    held.refuse_when_over()
    provider = await held.ledger.place(LedgerAccountKind.PROVIDER, held.reservation.provider_id)
    made: list[Transfer] = []
    for part in held.holdings.to_pay(amount_cents):
        movement = Movement(
            lot=part.lot,
            from_account=await held.ledger.place(LedgerAccountKind.RESERVED, part.lot.id),
            to_account=provider,
            amount_cents=part.amount_cents,
            reason=TransferReason.PAY,
            idempotency_key=f"{key}:{part.lot.id}",
            reservation=held.reservation,
        )
        made.append(await held.ledger.move(movement))
    return made


async def refund(
    db: AsyncSession,
    reservation_id: UUID,
    amount_cents: int,
    key: str,
    today: date | None = None,
) -> Sequence[Transfer]:
    """Take money back from the provider, to the lots it came from: last to expire first.

    On a lot whose last day is over, the scheme decides what happens. The same key refunds once.
    Raises NotFound, InvalidAmount, NothingPaid or IdempotencyKeyReused.
    """
    if not await acts.begin(db, key, do="refund", of=reservation_id, amount_cents=amount_cents):
        return await transfers_of_act(db, reservation_id, key)
    held = await take_in_hand(db, reservation_id)
    provider = await held.ledger.place(LedgerAccountKind.PROVIDER, held.reservation.provider_id)
    made: list[Transfer] = []
    for part in held.holdings.to_refund(amount_cents):
        returned = Return(
            lot=part.lot,
            from_account=provider,
            amount_cents=part.amount_cents,
            reason=TransferReason.REFUND,
            key=f"{key}:{part.lot.id}",
            reservation=held.reservation,
        )
        made += await return_to_lot(held.ledger, returned, today or today_in_amsterdam())
    return made
