"""Hand-offs: a worker asks for a person, a coach takes the conversation, and gives it back."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class EscalationState(StrEnum):
    """Where a hand-off stands; it follows from what happened and is never stored."""

    REQUESTED = "requested"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class Coach(Table):
    """A person who answers workers in the console."""

    __tablename__ = "coaches"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


STILL_OPEN = text("resolved_at IS NULL AND withdrawn_at IS NULL")


class Escalation(Table):
    """One hand-off. Its moments tell its state; at most one per conversation is open."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index(
            "uq_escalations_open",
            "conversation_id",
            unique=True,
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    # The worker's message that led here, and why: the coach reads it first.
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"))
    reason: Mapped[str]
    coach_id: Mapped[UUID | None] = mapped_column(ForeignKey("coaches.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_it_is_kept: Mapped[bool] = mapped_column(default=False)
    agreements: Mapped[str | None] = mapped_column(Text)

    @property
    def state(self) -> EscalationState:
        """Where this hand-off stands."""
        if self.withdrawn_at:
            return EscalationState.WITHDRAWN
        if self.resolved_at:
            return EscalationState.RESOLVED
        return EscalationState.CLAIMED if self.claimed_at else EscalationState.REQUESTED
