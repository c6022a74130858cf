"""The second alarm: an urgent worker whom no coach has taken after five minutes.

The first alarm is that they stand first in the queue. The second is for everybody who is there.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database, announce, now
from api.escalations.opening_hours import OpeningHours
from api.escalations.tables import Escalation, EscalationState
from api.escalations.waiting import attendance
from api.organisation import get_organisation
from api.signals import DESK

UNSEEN_FOR = timedelta(minutes=5)
LOOK_SECONDS = 10


class SecondAlarm:
    """Raises alarms by the clock."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def look(self) -> None:
        """Raise the alarms that are due; writes only when there are any."""
        async with self.database.reading() as db:
            is_due = await db.scalar(select(Escalation.id).where(_is_due(now())).limit(1))
        if is_due:
            async with self.database.transaction() as db:
                await raise_alarms(db, now())


async def raise_alarms(db: AsyncSession, moment: datetime) -> None:
    """Raise the alarms that are due at this moment, each once; open pages hear of it.

    Five minutes in which somebody could come: of opening hours, or with a coach there.
    """
    hours = OpeningHours(get_organisation())
    has_been_open = hours.is_open(moment) and hours.is_open(moment - UNSEEN_FOR)
    if not (has_been_open or (await attendance(db, moment)).is_anybody_there):
        return
    raising = update(Escalation).where(_is_due(moment)).values(alarmed_at=moment)
    raised = await db.execute(
        raising.returning(Escalation.id).execution_options(synchronize_session=False)
    )
    if raised.first():
        announce(db, DESK)


def is_raised(one: Escalation) -> bool:
    """Whether the alarm was raised for this worker, who still waits."""
    is_waiting = one.is_urgent and one.state is EscalationState.REQUESTED
    return is_waiting and one.alarmed_at is not None and one.alarmed_at >= unseen_since(one)


def unseen_since(one: Escalation) -> datetime:
    """Since when nobody has them: since they asked, or since their coach dropped out."""
    return one.returned_at or one.requested_at


def _since() -> ColumnElement[datetime]:
    return func.coalesce(Escalation.returned_at, Escalation.requested_at)


def _waits_unseen() -> ColumnElement[bool]:
    return (
        Escalation.is_urgent
        & Escalation.claimed_at.is_(None)
        & Escalation.resolved_at.is_(None)
        & Escalation.withdrawn_at.is_(None)
    )


def _is_due(moment: datetime) -> ColumnElement[bool]:
    not_yet = or_(Escalation.alarmed_at.is_(None), Escalation.alarmed_at < _since())
    return _waits_unseen() & not_yet & (_since() <= moment - UNSEEN_FOR)
