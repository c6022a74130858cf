"""What ends soon and was not told yet: money that lapses, reservations that are given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.holdings import holdings_of, reserved_for
from api.accounts.repository import LearningAccountRepository, LotStanding, last_day, latest
from api.accounts.reservations.overview import ReservationStanding
from api.accounts.reservations.tables import Reservation
from api.accounts.rules import get_account_rules
from api.accounts.tables import LearningAccount, Lot, Provider, Transfer
from api.accounts.warnings.tables import ExpiryWarning
from api.conversations.tables import Conversation


@dataclass(frozen=True)
class Step:
    """A warning so many days before the last day, or later, but not once the next step is there."""

    days_before: int
    next_days_before: int

    def covers(self, day: ColumnElement[Any], today: date) -> ColumnElement[bool]:
        """Whether the day lies in this step, in a query."""
        first = today + timedelta(days=self.next_days_before + 1)
        return day.between(first, today + timedelta(days=self.days_before))


def steps(days_before: Sequence[int]) -> list[Step]:
    """The steps of one kind of warning, the nearest to the last day first."""
    nearest_first = sorted(days_before)
    return [Step(*both) for both in zip(nearest_first, [-1, *nearest_first], strict=False)]


def step_of(days_before: Sequence[int], days_left: int) -> int:
    """The step that it is with so many days left, by its number of days."""
    return min(days for days in days_before if days >= days_left)


async def accounts_to_warn(db: AsyncSession, today: date) -> Sequence[UUID]:
    """The learning accounts of workers with a thread who want warnings, and must hear one now."""
    due = union(
        select(Lot.learning_account_id).where(_lot_is_due(today)),
        select(Reservation.learning_account_id).where(_reservation_is_due(today)),
    )
    found = await db.scalars(
        select(LearningAccount.id)
        .join(Conversation, Conversation.worker_id == LearningAccount.worker_id)
        .where(Conversation.quiet_since.is_(None), Conversation.no_warnings_since.is_(None))
        .where(LearningAccount.id.in_(due))
        .order_by(LearningAccount.id)
    )
    return found.all()


async def lots_to_tell(
    db: AsyncSession, account: LearningAccount, today: date
) -> Sequence[LotStanding]:
    """The lots of this account to warn about now, the first to lapse first."""
    found = await db.scalars(
        select(Lot.id).where(Lot.learning_account_id == account.id, _lot_is_due(today))
    )
    due = set(found)
    lots = await LearningAccountRepository(db).lots(account)
    return [each for each in lots if each.lot.id in due]


async def reservations_to_tell(
    db: AsyncSession, account: LearningAccount, today: date
) -> Sequence[ReservationStanding]:
    """The reservations of this account to warn about now, the first to end first."""
    found = await db.execute(
        select(Reservation, Provider.name)
        .join(Provider, Provider.id == Reservation.provider_id)
        .where(Reservation.learning_account_id == account.id, _reservation_is_due(today))
        .order_by(Reservation.starts_on, Reservation.id)
    )
    rows = found.all()
    holdings = await holdings_of(db, [reservation.id for reservation, _ in rows])
    return [ReservationStanding(each, name, holdings[each.id]) for each, name in rows]


def _lot_is_due(today: date) -> ColumnElement[bool]:
    """Something is free on it, it lapses soon, and the step that it is was not told."""
    told = exists().where(ExpiryWarning.lot_id == Lot.id, ExpiryWarning.last_day == last_day())
    is_left = latest(Transfer.lot_available_after_cents) > 0
    return is_left & or_(
        *(
            step.covers(last_day(), today) & ~told.where(_is_of(step))
            for step in steps(get_account_rules().warnings.money_days_before)
        )
    )


def _reservation_is_due(today: date) -> ColumnElement[bool]:
    """Something of it is unpaid, it is given back soon, and the step that it is was not told."""
    told = exists().where(ExpiryWarning.reservation_id == Reservation.id)
    started = today - timedelta(days=get_account_rules().reservation_expires_days_after_start)
    return (reserved_for(Reservation.id) > 0) & or_(
        *(
            step.covers(Reservation.starts_on.expression, started) & ~told.where(_is_of(step))
            for step in steps(get_account_rules().warnings.reservation_days_before)
        )
    )


def _is_of(step: Step) -> ColumnElement[bool]:
    return ExpiryWarning.days_before == step.days_before
