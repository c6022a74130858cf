"""Reminders that a worker asked for."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class Reminder(Table):
    """Something to come back to, at the worker's own wish."""

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_due", "sent_at", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    # The worker's own words; empty when it asks how the agreements of a hand-off went.
    what: Mapped[str | None] = mapped_column(Text)
    escalation_id: Mapped[UUID | None] = mapped_column(ForeignKey("escalations.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
