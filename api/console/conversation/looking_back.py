"""How the hand-off before this one ended."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.escalations.tables import Coach, Escalation


@dataclass(frozen=True)
class LastTime:
    """When a coach closed it, and what was agreed."""

    closed_at: datetime
    coach_name: str
    agreements: str | None


async def last_time_of(db: AsyncSession, escalation: Escalation) -> LastTime | None:
    """How the hand-off before this one ended, if a coach closed one."""
    found = await db.execute(
        select(Escalation.resolved_at, Coach.name, Escalation.agreements)
        .join(Coach, Coach.id == Escalation.coach_id)
        .where(Escalation.conversation_id == escalation.conversation_id)
        .where(Escalation.resolved_at < escalation.requested_at)
        .order_by(Escalation.resolved_at.desc())
        .limit(1)
    )
    return next((LastTime(at, name, agreed) for at, name, agreed in found if at), None)
