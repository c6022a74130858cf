"""Appointments between a worker and a coach."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now

STANDS = text("cancelled_at IS NULL")
COMES = text("cancelled_at IS NULL AND done_at IS NULL")


class Appointment(Table):
    """A moment that a coach keeps free for one worker.

    The two indexes decide: a coach has one worker at a moment, a worker one appointment to come.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        Index(
            "uq_appointments_coach_moment",
            "coach_id",
            "starts_at",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index(
            "uq_appointments_to_come",
            "conversation_id",
            unique=True,
            sqlite_where=COMES,
            postgresql_where=COMES,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"))
    # The hand-off that it took the place of, if it did.
    escalation_id: Mapped[UUID | None] = mapped_column(ForeignKey("escalations.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # How often it was moved: calendars take the highest number for the newest.
    moved_times: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The conversation took place, or its time went by.
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalendarLink(Table):
    """A short-lived way to the calendar file of an appointment. Only a hash is kept."""

    __tablename__ = "calendar_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointments.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
