"""The second alarm as everybody at the desk sees it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.lists.people_in_talk import names_of
from api.escalations.alarms import alarms


@dataclass(frozen=True)
class Alarm:
    """Somebody who is urgent, and whom nobody has taken."""

    escalation_id: UUID
    name: str
    since: datetime


async def alarms_of(db: AsyncSession) -> tuple[Alarm, ...]:
    """Whom the alarm is about now, longest waiting first."""
    raised = await alarms(db)
    names = await names_of(db, [one.conversation_id for one in raised])
    return tuple(Alarm(one.id, names[one.conversation_id], one.requested_at) for one in raised)
