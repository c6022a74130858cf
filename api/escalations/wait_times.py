"""How long workers waited lately, around this time of the day."""

import math
import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.dutch import AMSTERDAM
from api.escalations.opening_hours import OpeningHours
from api.escalations.tables import Escalation
from api.organisation import get_organisation

LOOK_BACK = timedelta(days=28)
# A wait that began within so many hours of the clock now is comparable.
HOURS_AROUND = 2
MOST = 50
# Fewer say nothing yet.
FEWEST = 5


@dataclass(frozen=True)
class ExpectedWait:
    """Half of the workers waited shorter than `median_minutes`, four in five than `long_minutes`.

    Whole minutes, rounded up; taken from `count` hand-offs.
    """

    median_minutes: int
    long_minutes: int
    count: int


async def expected_wait(db: AsyncSession, moment: datetime) -> ExpectedWait | None:
    """What to expect now, from real hand-offs; nothing while there are too few to tell."""
    waits = await _comparable_waits(db, moment)
    if len(waits) < FEWEST:
        return None
    minutes = [wait.total_seconds() / 60 for wait in waits]
    return ExpectedWait(
        median_minutes=_rounded(statistics.median(minutes)),
        long_minutes=_rounded(statistics.quantiles(minutes, n=5)[3]),
        count=len(minutes),
    )


async def _comparable_waits(db: AsyncSession, moment: datetime) -> list[timedelta]:
    # Who asked at night waited for the morning, which says nothing about a queue.
    hours = OpeningHours(get_organisation())
    found = await db.execute(
        select(Escalation.requested_at, Escalation.first_claimed_at)
        .where(Escalation.first_claimed_at.is_not(None), Escalation.requested_at <= moment)
        .where(Escalation.requested_at > moment - LOOK_BACK)
        .where(Escalation.is_urgent.is_(False))
        .order_by(Escalation.requested_at.desc())
    )
    waits = [
        claimed - requested
        for requested, claimed in found
        if claimed is not None and _is_around(requested, moment) and hours.is_open(requested)
    ]
    return waits[:MOST]


def _is_around(requested: datetime, moment: datetime) -> bool:
    """Whether both are at about the same hour, and both on a working day or in a weekend."""
    one, other = (at.astimezone(AMSTERDAM) for at in (requested, moment))
    apart = abs((one.hour + one.minute / 60) - (other.hour + other.minute / 60))
    same_kind_of_day = (one.isoweekday() > 5) == (other.isoweekday() > 5)
    return min(apart, 24 - apart) <= HOURS_AROUND and same_kind_of_day


def _rounded(minutes: float) -> int:
    """Minutes as one says them: whole ones, and from ten on in fives."""
    return max(1, math.ceil(minutes)) if minutes <= 10 else 5 * math.ceil(minutes / 5)
