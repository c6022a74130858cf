"""What workers were promised for later: to be written back, or an appointment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.repository import still_to_come
from api.appointments.tables import Appointment
from api.console.lists.people_in_talk import name_of
from api.console.topics import topic_in_words
from api.conversations.tables import Conversation
from api.database import now
from api.escalations.promises import still_to_keep
from api.escalations.tables import CallBack, Coach, Escalation
from api.workers.tables import Worker


class PromiseKind(StrEnum):
    """What was promised."""

    CALL_BACK = "call_back"
    APPOINTMENT = "appointment"


@dataclass(frozen=True)
class Promised:
    """One promise, with the moment (UTC) it is for. Of a colleague's appointment, no name."""

    id: UUID
    kind: PromiseKind
    moment: datetime
    name: str | None = None
    topic: str | None = None
    coach_name: str | None = None
    is_late: bool = False


async def promised_to_workers(db: AsyncSession, coach_id: UUID) -> tuple[Promised, ...]:
    """Every promise that is still to be kept, the first one due first."""
    found = [*await _call_backs(db), *await _appointments(db, coach_id)]
    return tuple(sorted(found, key=lambda promised: promised.moment))


async def _call_backs(db: AsyncSession) -> list[Promised]:
    found = await db.execute(
        select(CallBack, Escalation.topic, Conversation.worker_id, Worker.name)
        .join(Escalation, Escalation.id == CallBack.escalation_id)
        .join(Conversation, Conversation.id == CallBack.conversation_id)
        .outerjoin(Worker, Worker.id == Conversation.worker_id)
        .where(still_to_keep())
    )
    return [
        Promised(
            one.id,
            PromiseKind.CALL_BACK,
            one.due_at,
            name=name_of(one.conversation_id, worker_id, name),
            topic=topic_in_words(topic) if topic else None,
            is_late=one.due_at < now(),
        )
        for one, topic, worker_id, name in found
    ]


async def _appointments(db: AsyncSession, coach_id: UUID) -> list[Promised]:
    found = await db.execute(
        select(Appointment, Coach.name, Conversation.worker_id, Worker.name)
        .join(Coach, Coach.id == Appointment.coach_id)
        .join(Conversation, Conversation.id == Appointment.conversation_id)
        .outerjoin(Worker, Worker.id == Conversation.worker_id)
        .where(still_to_come())
    )
    return [
        Promised(
            one.id,
            PromiseKind.APPOINTMENT,
            one.starts_at,
            name=name_of(one.conversation_id, worker_id, name)
            if one.coach_id == coach_id
            else None,
            coach_name=coach_name,
        )
        for one, coach_name, worker_id, name in found
    ]
