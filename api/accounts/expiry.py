"""What ends by the clock: money past its last day, and reservations nobody paid."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.holdings import reserved_for
from api.accounts.ledger import Ledger
from api.accounts.repository import LearningAccountRepository, last_day, latest
from api.accounts.reservations.service import give_back, take_in_hand
from api.accounts.reservations.tables import Reservation
from api.accounts.returning import sweep
from api.accounts.rules import get_account_rules
from api.accounts.schemes import RuleUnknown, UnknownScheme
from api.accounts.spending import has_expired
from api.accounts.tables import LearningAccount, Lot, Transfer
from api.database import Database, now
from api.dutch import today as today_in_amsterdam
from api.jobs import Job, one_by_one
from api.retries import write

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600


def expiry_job(database: Database) -> Job:
    """The work by the clock that lets money and reservations end."""
    return Job("expiry of learning money", EVERY_SECONDS, partial(expire_everything, database))


async def expire_everything(database: Database, today: date | None = None) -> None:
    """Let reservations and lots end whose time is over, each account in a transaction of its own.

    Reservations first: what they give back on an expired lot follows the rules of its scheme.
    """
    day = today or today_in_amsterdam()
    async with database.reading() as db:
        reservations = await reservations_to_expire(db, day)

    async def expire(reservation_id: UUID) -> None:
        await write(database, lambda db: expire_reservation(db, reservation_id, day))

    await one_by_one(reservations, expire)
    async with database.reading() as db:
        accounts = await accounts_with_expired_lots(db, day)

    async def sweep_lots(account_id: UUID) -> None:
        await write(database, lambda db: _expire_lots_of(db, account_id, day))

    await one_by_one(accounts, sweep_lots)


async def _expire_lots_of(db: AsyncSession, account_id: UUID, day: date) -> None:
    await expire_lots(db, await db.get_one(LearningAccount, account_id), day)


async def expire_lots(
    db: AsyncSession, account: LearningAccount, today: date
) -> Sequence[Transfer]:
    """Move what is available on lots past their last day to the fund their scheme names.

    Running it again moves nothing. A lot whose scheme names no fund is left alone and logged.
    """
    ledger = Ledger(db, account)
    await ledger.lock()
    swept: list[Transfer] = []
    for standing in await LearningAccountRepository(db).lots(account):
        if not has_expired(standing, today):
            continue
        try:
            swept += await sweep(ledger, standing.lot)
        except (RuleUnknown, UnknownScheme):
            log.error("Lot %s has expired, but no scheme says where it goes.", standing.lot.id)
    return swept


async def expire_reservation(db: AsyncSession, reservation_id: UUID, today: date) -> None:
    """Give back what nobody paid; if a payment was first and left nothing, nothing happens."""
    held = await take_in_hand(db, reservation_id)
    if not held.holdings.held_cents:
        return
    key = f"expire-reservation:{reservation_id}:{await held.ledger.last_number() + 1}"
    await give_back(db, reservation_id, key, None, today)
    held.reservation.expired_at = now()


def last_day_of(reservation: Reservation) -> date:
    """The last day that a reservation stands when nobody pays it, by `data/account.yml`."""
    return reservation.starts_on + timedelta(
        days=get_account_rules().reservation_expires_days_after_start
    )


async def reservations_to_expire(db: AsyncSession, today: date) -> Sequence[UUID]:
    """Reservations with money still put aside whose start is long past, by `data/account.yml`."""
    days = timedelta(days=get_account_rules().reservation_expires_days_after_start)
    late = await db.scalars(
        select(Reservation.id)
        .where(Reservation.starts_on < today - days)
        .where(reserved_for(Reservation.id) > 0)
        .order_by(Reservation.id)
    )
    return late.all()


async def accounts_with_expired_lots(db: AsyncSession, today: date) -> Sequence[UUID]:
    """Learning accounts with money left on a lot past its last day."""
    found = await db.scalars(
        select(Lot.learning_account_id)
        .where(last_day() < today, latest(Transfer.lot_available_after_cents) > 0)
        .distinct()
        .order_by(Lot.learning_account_id)
    )
    return found.all()
