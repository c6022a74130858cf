"""Sessions of coaches."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class CoachSession(Table):
    """A coach who is signed in, in one browser. Only a hash of the cookie's token is kept."""

    __tablename__ = "coach_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(unique=True)
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
