"""What coaches leave for each other: notes that no worker reads, and offers of a conversation."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class EscalationNote(Table):
    """What a coach wrote down for colleagues. It is never part of the feed."""

    __tablename__ = "escalation_notes"
    __table_args__ = (UniqueConstraint("escalation_id", "client_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey("escalations.id"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"))
    client_id: Mapped[UUID]
    # Which note of its conversation this is, and the last message when it was written: that is
    # where it stands in the thread.
    number: Mapped[int]
    after_seq: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


NOT_ANSWERED = text("accepted_at IS NULL AND declined_at IS NULL AND taken_back_at IS NULL")


class EscalationTransfer(Table):
    """A conversation offered by one coach to another, who takes it or not.

    Until it is accepted the first coach has the conversation. At most one offer per hand-off is
    not answered yet.
    """

    __tablename__ = "escalation_transfers"
    __table_args__ = (
        Index(
            "uq_escalation_transfers_open",
            "escalation_id",
            unique=True,
            sqlite_where=NOT_ANSWERED,
            postgresql_where=NOT_ANSWERED,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey("escalations.id"), index=True)
    from_coach_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"))
    to_coach_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_answered(self) -> bool:
        """Whether the colleague chose, or the first coach took it back."""
        return bool(self.accepted_at or self.declined_at or self.taken_back_at)
