"""Links to a copy of somebody's own data."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class DataCopyLink(Table):
    """The right of whoever holds the link to read one conversation's data, for a short while.

    The copy itself is made when it is asked for, and never kept.
    """

    __tablename__ = "data_copy_links"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
