"""Web sessions: what a browser holds to come back to its conversation."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class WebSession(Table):
    """The right of one browser to one conversation. Only a hash of its secret is kept."""

    __tablename__ = "web_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("workers.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Empty for a visitor: their thread stays open to the browser that began it.
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_over(self) -> bool:
        """True once the session was revoked or its time is up."""
        return bool(self.revoked_at or (self.expires_at and self.expires_at <= now()))
