"""Which coaches are there, and how many conversations each has in hand.

A coach is there while a page of the console is open and they did not say that they are away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import announce, now
from api.errors import LeermaatError
from api.escalations.notices import tell_who_waits
from api.escalations.tables import AwayReason, Coach, Escalation, Role
from api.organisation import get_organisation
from api.signals import DESK

# Who may speak with workers.
DESK_ROLES = frozenset({Role.COACH, Role.LEAD})
# An open page says so again well before this is over; a page that is gone says nothing.
CONNECTED_FOR = timedelta(seconds=45)
# A browser without scripts has no connection: each page that is opened counts for a while.
PAGE_COUNTS_FOR = timedelta(minutes=5)


class AtCapacity(LeermaatError):
    """A coach reaches for more conversations than they may have at once."""

    status = 409
    sentence = "This coach already has as many conversations as they may have at once."


@dataclass(frozen=True)
class Load:
    """A coach at work: what they have in hand (a number of conversations), and may have."""

    coach: Coach
    in_hand: int
    capacity: int
    last_claimed_at: datetime | None

    @property
    def has_room(self) -> bool:
        """Whether one more fits."""
        return self.in_hand < self.capacity


async def is_present(db: AsyncSession, coach_id: UUID) -> bool:
    """Whether this coach is there now."""
    wanted = select(Coach.id).where(Coach.id == coach_id, _is_present())
    return await db.scalar(wanted) is not None


async def present_coaches(db: AsyncSession) -> Sequence[Load]:
    """Everybody who is there now with what they have in hand, who took one longest ago first."""
    return await _loads(db, _is_present())


async def desk_coaches(db: AsyncSession) -> Sequence[Load]:
    """Everybody who may speak with workers, there or not, with what they have in hand."""
    return await _loads(db, _may_speak())


async def connect(db: AsyncSession, coach_id: UUID, lasting: timedelta = CONNECTED_FOR) -> None:
    """Note that this coach has a page of the console open, for a while from now."""
    was_there = await is_present(db, coach_id)
    connecting = update(Coach).where(Coach.id == coach_id)
    await db.execute(connecting.values(connected_until=now() + lasting))
    if not was_there:
        await _tell(db)


async def disconnect(db: AsyncSession, coach_id: UUID) -> None:
    """Note that this coach has left; a page that is still open elsewhere brings them back."""
    await db.execute(update(Coach).where(Coach.id == coach_id).values(connected_until=None))
    await _tell(db)


async def go_away(db: AsyncSession, coach_id: UUID, reason: AwayReason) -> None:
    """Note that this coach is away for a while; what they have in hand stays theirs."""
    leaving = update(Coach).where(Coach.id == coach_id)
    await db.execute(leaving.values(away_since=now(), away_reason=reason))
    await _tell(db)


async def come_back(db: AsyncSession, coach_id: UUID) -> None:
    """Note that this coach is there again."""
    coming = update(Coach).where(Coach.id == coach_id)
    await db.execute(coming.values(away_since=None, away_reason=None))
    await _tell(db)


async def set_capacity(db: AsyncSession, coach_id: UUID, capacity: int | None) -> None:
    """Let this coach have so many conversations at once; None follows the organisation's rule."""
    await db.execute(update(Coach).where(Coach.id == coach_id).values(capacity=capacity))
    announce(db, DESK)


async def hold_still(db: AsyncSession, coach_id: UUID) -> None:
    """Let nobody else give this coach a conversation until this transaction ends."""
    await db.execute(select(Coach.id).where(Coach.id == coach_id).with_for_update())


async def refuse_when_overfull(db: AsyncSession, coach_id: UUID) -> None:
    """Undo the transaction that gave this coach one conversation too many.

    Call `hold_still` before the conversation changes hands and this after. Raises AtCapacity.
    """
    load = (await _loads(db, Coach.id == coach_id))[0]
    if load.in_hand > load.capacity:
        raise AtCapacity


def capacity_of(coach: Coach) -> int:
    """How many conversations this coach may have at once."""
    return get_organisation().coach_capacity if coach.capacity is None else coach.capacity


async def _tell(db: AsyncSession) -> None:
    announce(db, DESK)
    await tell_who_waits(db)


def _may_speak() -> ColumnElement[bool]:
    return Coach.role.in_(DESK_ROLES) & Coach.disabled_at.is_(None)


def _is_present() -> ColumnElement[bool]:
    return _may_speak() & Coach.away_since.is_(None) & (Coach.connected_until > now())


async def _loads(db: AsyncSession, wanted: ColumnElement[bool]) -> Sequence[Load]:
    has_it = Escalation.resolved_at.is_(None) & Escalation.withdrawn_at.is_(None)
    in_hand = func.count(Escalation.id).filter(has_it)
    last_claimed_at = func.max(Escalation.claimed_at)
    found = await db.execute(
        select(Coach, in_hand, last_claimed_at)
        .outerjoin(Escalation, Escalation.coach_id == Coach.id)
        .where(wanted)
        .group_by(Coach.id)
        .order_by(last_claimed_at.asc().nulls_first(), Coach.name, Coach.id)
        .execution_options(populate_existing=True)
    )
    return [Load(coach, count, capacity_of(coach), last) for coach, count, last in found]
