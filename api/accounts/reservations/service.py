"""Putting money aside for a course, training or coaching, and giving it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import acts, names
from api.accounts.holdings import Holdings, NothingReserved, holdings_of
from api.accounts.ledger import Ledger, Movement
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations.overview import ReservationState, state_of
from api.accounts.reservations.tables import Reservation
from api.accounts.returning import Return, return_to_lot
from api.accounts.spending import Wish, plan
from api.accounts.tables import (
    LearningAccount,
    LedgerAccountKind,
    Transfer,
    TransferReason,
)
from api.dutch import today as today_in_amsterdam
from api.errors import NotFound


class AlreadyPaid(NothingReserved):
    """All of it is with the provider."""

    sentence = "This reservation was paid; nothing is put aside any more."


class ReservationCancelled(NothingReserved):
    """All of it was given back."""

    sentence = "This reservation was cancelled; nothing is put aside any more."


class ReservationExpired(NothingReserved):
    """All of it was given back by the clock."""

    sentence = "This reservation expired; nothing is put aside any more."


OVER: dict[ReservationState, type[NothingReserved]] = {
    ReservationState.PAID: AlreadyPaid,
    ReservationState.CANCELLED: ReservationCancelled,
    ReservationState.EXPIRED: ReservationExpired,
}


@dataclass(frozen=True)
class Held:
    """A reservation in hand, with its account locked and where its money stands."""

    reservation: Reservation
    ledger: Ledger
    holdings: Holdings

    def refuse_when_over(self) -> None:
        """Raise AlreadyPaid, ReservationCancelled or ReservationExpired when nothing is held."""
        over = OVER.get(state_of(self.reservation, self.holdings))
        if over:
            raise over(held_cents=0)


async def reserve(
    db: AsyncSession, account: LearningAccount, wish: Wish, key: str, today: date | None = None
) -> Reservation:
    """Put money aside, from the lots that expire first; the same key does it once.

    Raises what spending.plan raises, or IdempotencyKeyReused, and then nothing has moved.
    """
    asked = {"account": account.id, **vars(wish)}
    if not await acts.begin(db, key, do="reserve", **asked):
        return await reservation_by_key(db, key)
    ledger = Ledger(db, account)
    await ledger.lock()
    lots = await LearningAccountRepository(db).lots(account)
    parts = plan(lots, wish, today or today_in_amsterdam())
    reservation = await _written(db, account, wish, key)
    for part in parts:
        lot = part.standing.lot
        await ledger.move(
            Movement(
                lot=lot,
                from_account=await ledger.place(LedgerAccountKind.AVAILABLE, lot.id),
                to_account=await ledger.place(LedgerAccountKind.RESERVED, lot.id),
                amount_cents=part.amount_cents,
                reason=TransferReason.RESERVE,
                idempotency_key=f"{key}:{lot.id}",
                reservation=reservation,
            )
        )
    return reservation


async def give_back(
    db: AsyncSession,
    reservation_id: UUID,
    key: str,
    amount_cents: int | None = None,
    today: date | None = None,
) -> Sequence[Transfer]:
    """Give reserved money back to the lots it came from: all of it, or so many cents.

    Money on a lot whose last day is over goes where its scheme says. What expires last is given
    back first. Raises NotFound, InvalidAmount, NothingReserved or IdempotencyKeyReused.
    """
    if not await acts.begin(db, key, do="give_back", of=reservation_id, amount_cents=amount_cents):
        return await transfers_of_act(db, reservation_id, key)
    held = await take_in_hand(db, reservation_id)
    held.refuse_when_over()
    parts = held.holdings.to_give_back(amount_cents)
    made: list[Transfer] = []
    for part in parts:
        lot = part.lot
        returned = Return(
            lot=lot,
            from_account=await held.ledger.place(LedgerAccountKind.RESERVED, lot.id),
            amount_cents=part.amount_cents,
            reason=TransferReason.GIVE_BACK,
            key=f"{key}:{lot.id}",
            reservation=held.reservation,
        )
        made += await return_to_lot(held.ledger, returned, today or today_in_amsterdam())
    return made


async def take_in_hand(db: AsyncSession, reservation_id: UUID) -> Held:
    """The reservation with its account locked, so that nobody else moves its money meanwhile.

    Raises NotFound.
    """
    reservation = await db.get(Reservation, reservation_id)
    if reservation is None:
        raise NotFound
    account = await db.get_one(LearningAccount, reservation.learning_account_id)
    ledger = Ledger(db, account)
    await ledger.lock()
    holdings = await holdings_of(db, [reservation_id])
    return Held(reservation, ledger, holdings[reservation_id])


async def reservation_by_key(db: AsyncSession, key: str) -> Reservation:
    """The reservation that was made with this key."""
    found = await db.scalars(select(Reservation).where(Reservation.act_key == key))
    return found.one()


async def transfers_of_act(db: AsyncSession, reservation_id: UUID, key: str) -> Sequence[Transfer]:
    """What was moved for this reservation with this key, in order."""
    found = await db.scalars(
        select(Transfer).where(Transfer.reservation_id == reservation_id).order_by(Transfer.number)
    )
    return [transfer for transfer in found if transfer.idempotency_key.startswith(f"{key}:")]


async def _written(db: AsyncSession, account: LearningAccount, wish: Wish, key: str) -> Reservation:
    provider = await names.provider(db, wish.provider)
    reservation = Reservation(
        learning_account_id=account.id,
        provider_id=provider.id,
        kind=wish.kind,
        what=wish.what,
        amount_cents=wish.amount_cents,
        starts_on=wish.starts_on,
        act_key=key,
    )
    db.add(reservation)
    await db.flush()
    return reservation
