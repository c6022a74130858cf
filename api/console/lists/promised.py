"""What workers were promised for later: to be written back, or an appointment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.repository import AppointmentRepository
from api.appointments.tables import Appointment
from api.console.lists.people_in_talk import names_of
from api.console.topics import topic_in_words
from api.database import now
from api.escalations.promises import CallBackRepository
from api.escalations.tables import CallBack, Coach, Escalation


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
    call_backs = await CallBackRepository(db).to_keep()
    appointments = await AppointmentRepository(db).of_coach()
    mine = [one for one in appointments if one.coach_id == coach_id]
    theirs = {one.conversation_id for one in call_backs} | {one.conversation_id for one in mine}
    names = await names_of(db, theirs)
    found = [await _call_back(db, one, names) for one in call_backs]
    found += [await _appointment(db, one, names, coach_id) for one in appointments]
    return tuple(sorted(found, key=lambda promised: promised.moment))


async def _call_back(db: AsyncSession, one: CallBack, names: Mapping[UUID, str]) -> Promised:
    about = await db.get_one(Escalation, one.escalation_id)
    return Promised(
        one.id,
        PromiseKind.CALL_BACK,
        one.due_at,
        name=names[one.conversation_id],
        topic=topic_in_words(about.topic) if about.topic else None,
        is_late=one.due_at < now(),
    )


async def _appointment(
    db: AsyncSession, one: Appointment, names: Mapping[UUID, str], coach_id: UUID
) -> Promised:
    coach = await db.get_one(Coach, one.coach_id)
    name = names[one.conversation_id] if one.coach_id == coach_id else None
    return Promised(one.id, PromiseKind.APPOINTMENT, one.starts_at, name, coach_name=coach.name)
