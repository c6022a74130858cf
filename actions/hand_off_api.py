"""What the API tells about coaches, appointments and agreements: moments in UTC."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel
from rasa_sdk import Tracker

from actions.career_api import ask


class Agreed(BaseModel):
    """What was agreed at the end of a talk, in the coach's words."""

    coach: str
    agreements: str
    closed_at: datetime


class AppointmentPlanned(BaseModel):
    """An appointment to come."""

    coach: str
    starts_at: datetime


class ReminderPlanned(BaseModel):
    """A reminder to come; without words it asks how the agreements went."""

    what: str | None
    due_at: datetime


class Plan(BaseModel):
    """Everything that stands for the worker; agreements newest first."""

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


async def get_plan(tracker: Tracker) -> Plan:
    """What stands for whoever speaks in this turn. Raises CareerApiError."""
    return Plan.model_validate(await ask("GET", "/turn/escalation/plan", tracker))


async def get_queue(tracker: Tracker) -> Queue:
    """How busy it is now. Raises CareerApiError."""
    return Queue.model_validate(await ask("GET", "/turn/escalation/queue", tracker))


async def talk_about_appointment(tracker: Tracker, wish: Literal["make", "cancel"]) -> None:
    """Let the service show, in the thread, what can be chosen. Raises CareerApiError."""
    await ask("POST", "/turn/appointments", tracker, json={"wish": wish})


async def offer_reminder(tracker: Tracker, day: date | None) -> None:
    """Let the service ask, in the thread, when to remind. Raises CareerApiError."""
    await ask("POST", "/turn/reminders", tracker, json={"day": day.isoformat() if day else None})
