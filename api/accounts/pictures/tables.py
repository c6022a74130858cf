"""Links to a picture of an account."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class AccountPictureLink(Table):
    """The right of whoever has the address to see one picture, for a while.

    The picture itself is drawn when it is asked for, and not stored.
    """

    __tablename__ = "account_picture_links"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learning_account_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_accounts.id"), index=True
    )
    # The last transfer in the picture: it shows what it showed, whatever happened since.
    last_number: Mapped[int]
    drawn_on: Mapped[date]
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
