"""What the administration itself keeps: who did what, and what it needs to know for later."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class AdministrationAct(Table):
    """Something an administrator did, and who it was. The database refuses any change to it."""

    __tablename__ = "administration_acts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # The name of the command, and of whoever signed in or of the login on this machine.
    command: Mapped[str]
    done_by: Mapped[str]
    # A file, a reservation, a transfer: what it was done to.
    subject: Mapped[str]
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class WithdrawnDeposit(Table):
    """A deposit that should not have been made, and that its depositor gets back as a whole.

    The depositor sees that it is withdrawn and no more: whether the money could still be moved
    back depends on what the worker did.
    """

    __tablename__ = "withdrawn_deposits"

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"), primary_key=True)
    withdrawn_on: Mapped[date]
    why: Mapped[str]
    # Otherwise the worker keeps it, and the organisation carries it.
    was_moved_back: Mapped[bool]


STILL_WAITING = text("paid_at IS NULL AND dropped_at IS NULL")


class PaymentRequest(Table):
    """A large payment that waits for a second administrator."""

    __tablename__ = "payment_requests"
    __table_args__ = (
        Index(
            "uq_payment_requests_waiting",
            "reservation_id",
            "invoice",
            unique=True,
            sqlite_where=STILL_WAITING,
            postgresql_where=STILL_WAITING,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reservation_id: Mapped[UUID] = mapped_column(ForeignKey("reservations.id"), index=True)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    invoice: Mapped[str]
    requested_by_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("coaches.id"))
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


IS_WAITING = PaymentRequest.paid_at.is_(None) & PaymentRequest.dropped_at.is_(None)


class ImportedAccount(Table):
    """A learning account that came from elsewhere as a file."""

    __tablename__ = "imported_accounts"

    learning_account_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_accounts.id"), primary_key=True
    )
    # The seal of the last transfer in the file, and its number: later ones were made here.
    last_hash: Mapped[str] = mapped_column(unique=True)
    last_number: Mapped[int]
    came_from: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
