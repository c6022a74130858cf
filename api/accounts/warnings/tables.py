"""What workers were warned of."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class ExpiryWarning(Table):
    """One warning about one lot or one reservation: the row that keeps it from being said twice.

    Written in the transaction that puts the message in the thread.
    """

    __tablename__ = "expiry_warnings"
    __table_args__ = (
        UniqueConstraint("lot_id", "last_day", "days_before"),
        UniqueConstraint("reservation_id", "days_before"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lots.id"))
    reservation_id: Mapped[UUID | None] = mapped_column(ForeignKey("reservations.id"))
    # A lot whose life was extended is warned about anew.
    last_day: Mapped[date]
    # The step of data/account.yml that this was.
    days_before: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
