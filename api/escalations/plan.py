"""What a worker agreed with coaches and may expect, and how busy the desk is."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.repository import AppointmentRepository
from api.database import now
from api.escalations.opening_hours import OpeningHours
from api.escalations.promises import CallBackRepository
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation
from api.escalations.wait_times import expected_wait
from api.escalations.waiting import attendance
from api.organisation import get_organisation
from api.reminders.service import ReminderRepository

MOST_AGREEMENTS = 3


class Agreed(BaseModel):
    """What was agreed at the end of a talk, in the coach's words; a moment in UTC."""

    coach: str
    agreements: str
    closed_at: datetime


class AppointmentPlanned(BaseModel):
    """An appointment to come; a moment in UTC."""

    coach: str
    starts_at: datetime


class ReminderPlanned(BaseModel):
    """A reminder to come; a moment in UTC. Without words it asks how the agreements went."""

    what: str | None
    due_at: datetime


class Plan(BaseModel):
    """Everything that stands for one worker; agreements newest first."""

    agreements: list[Agreed]
    appointment: AppointmentPlanned | None
    call_back_before: datetime | None
    reminders: list[ReminderPlanned]


class Queue(BaseModel):
    """How busy it is. Minutes are absent while too few hand-offs tell."""

    is_open: bool
    is_anybody_there: bool
    waiting: int
    median_minutes: int | None
    long_minutes: int | None
    next_opening: datetime | None


async def plan_of(db: AsyncSession, conversation_id: UUID) -> Plan:
    """What stands for the worker of this conversation."""
    appointment = await AppointmentRepository(db).to_come(conversation_id)
    call_back = await CallBackRepository(db).open_one(conversation_id)
    closed = await EscalationRepository(db).closed_with_agreements(conversation_id, MOST_AGREEMENTS)
    reminders = await ReminderRepository(db, conversation_id).standing()
    planned = None
    if appointment:
        coach = await db.get_one(Coach, appointment.coach_id)
        planned = AppointmentPlanned(coach=coach.name, starts_at=appointment.starts_at)
    return Plan(
        agreements=[await _agreed(db, escalation) for escalation in closed],
        appointment=planned,
        call_back_before=call_back.due_at if call_back else None,
        reminders=[ReminderPlanned(what=one.what, due_at=one.due_at) for one in reminders],
    )


async def _agreed(db: AsyncSession, escalation: Escalation) -> Agreed:
    coach = await db.get_one(Coach, escalation.coach_id)
    return Agreed(
        coach=coach.name,
        agreements=escalation.agreements or "",
        closed_at=escalation.resolved_at or escalation.requested_at,
    )


async def queue_now(db: AsyncSession) -> Queue:
    """How busy it is at this moment."""
    moment = now()
    there = await attendance(db, moment)
    wait = await expected_wait(db, moment)
    return Queue(
        is_open=there.is_open,
        is_anybody_there=there.is_anybody_there,
        waiting=len(await EscalationRepository(db).waiting()),
        median_minutes=wait.median_minutes if wait else None,
        long_minutes=wait.long_minutes if wait else None,
        next_opening=OpeningHours(get_organisation()).next_opening(moment),
    )
