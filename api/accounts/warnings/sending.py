"""Warning workers by the clock, in their own thread: about each thing once per step.

A warning about somebody's own money comes without being asked for; one button ends them.
"""

from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.expiry import last_day_of
from api.accounts.reservations.tables import Reservation
from api.accounts.rules import get_account_rules
from api.accounts.tables import LearningAccount, Lot
from api.accounts.warnings import words
from api.accounts.warnings.due import (
    accounts_to_warn,
    lots_to_tell,
    reservations_to_tell,
    step_of,
)
from api.accounts.warnings.tables import ExpiryWarning
from api.conversations.notices import notice
from api.conversations.opening import disclose_again_after_a_day
from api.conversations.tables import Conversation
from api.database import Database, now
from api.dutch import AMSTERDAM
from api.escalations.repository import EscalationRepository
from api.jobs import Job, one_by_one
from api.retries import write

LOOK_EVERY_SECONDS = 600


def warning_job(database: Database) -> Job:
    """The work by the clock that tells workers what ends soon."""
    return Job("warnings about learning money", LOOK_EVERY_SECONDS, partial(warn_all, database))


async def warn_all(database: Database, moment: datetime | None = None) -> None:
    """Warn everybody who must hear of something, each in a transaction of its own, by day only.

    A crash before a commit leaves that warning due; after it, it was told.
    """
    local = (moment or now()).astimezone(AMSTERDAM)
    rules = get_account_rules().warnings
    if not rules.from_hour <= local.hour < rules.until_hour:
        return
    async with database.reading() as db:
        accounts = await accounts_to_warn(db, local.date())

    async def warn(account_id: UUID) -> None:
        await write(database, partial(_warn, account_id, local.date()))

    await one_by_one(accounts, warn)


async def _warn(account_id: UUID, today: date, db: AsyncSession) -> None:
    account = await db.get_one(LearningAccount, account_id)
    conversation = await _thread_of(db, account)
    if conversation.quiet_since or conversation.no_warnings_since:
        return
    if await EscalationRepository(db).open_one(conversation.id):
        return  # a person is speaking or about to; it is found again afterwards
    lots = await lots_to_tell(db, account, today)
    held = await reservations_to_tell(db, account, today)
    if lots or held:
        await disclose_again_after_a_day(db, conversation.id)
    if lots:
        db.add_all(_told_of_lot(each.lot, today) for each in lots)
        await notice(db, conversation.id, words.money_ends(lots), *words.about_money())
    if held:
        db.add_all(_told_of_reservation(each.reservation, today) for each in held)
        await notice(db, conversation.id, words.reservations_end(held), *words.about_reservations())


async def _thread_of(db: AsyncSession, account: LearningAccount) -> Conversation:
    """The worker's thread, locked: of two processes one looks after the other has told."""
    found = await db.scalars(
        select(Conversation)
        .where(Conversation.worker_id == account.worker_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one()


def _told_of_lot(lot: Lot, today: date) -> ExpiryWarning:
    if lot.last_day is None:
        raise AssertionError("what never lapses is never due")
    steps = get_account_rules().warnings.money_days_before
    days_left = (lot.last_day - today).days
    return ExpiryWarning(
        lot_id=lot.id, last_day=lot.last_day, days_before=step_of(steps, days_left)
    )


def _told_of_reservation(reservation: Reservation, today: date) -> ExpiryWarning:
    last_day = last_day_of(reservation)
    steps = get_account_rules().warnings.reservation_days_before
    days_left = (last_day - today).days
    return ExpiryWarning(
        reservation_id=reservation.id, last_day=last_day, days_before=step_of(steps, days_left)
    )
