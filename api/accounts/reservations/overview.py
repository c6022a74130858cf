"""What is reserved, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.holdings import Holdings, holdings_of
from api.accounts.reservations.tables import Reservation
from api.accounts.tables import LearningAccount, Provider

MOST_RESERVATIONS = 50


class ReservationState(StrEnum):
    """How a reservation stands: it follows from where its money is."""

    RESERVED = "reserved"
    PAID = "paid"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class ReservationStanding:
    """A reservation, the name of its provider, and where its money stands."""

    reservation: Reservation
    provider: str
    holdings: Holdings

    @property
    def state(self) -> ReservationState:
        """How it stands."""
        return state_of(self.reservation, self.holdings)


def state_of(reservation: Reservation, holdings: Holdings) -> ReservationState:
    """Reserved while anything is still put aside, then paid if the provider has anything."""
    if holdings.held_cents:
        return ReservationState.RESERVED
    if holdings.paid_cents:
        return ReservationState.PAID
    return ReservationState.EXPIRED if reservation.expired_at else ReservationState.CANCELLED


async def reservations_of(db: AsyncSession, account: LearningAccount) -> list[ReservationStanding]:
    """The reservations of an account, newest first."""
    found = await db.execute(
        select(Reservation, Provider.name)
        .join(Provider, Provider.id == Reservation.provider_id)
        .where(Reservation.learning_account_id == account.id)
        .order_by(Reservation.made_at.desc(), Reservation.id)
        .limit(MOST_RESERVATIONS)
    )
    rows = found.all()
    holdings = await holdings_of(db, [reservation.id for reservation, _ in rows])
    return [
        ReservationStanding(reservation, provider, holdings[reservation.id])
        for reservation, provider in rows
    ]
