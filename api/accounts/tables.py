"""The learning account: money that moves and is never edited.

A state of money is the ledger account it stands on. A balance is what came in minus what went out.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class LearningAccount(Table):
    """What belongs to the worker. No employer is named on it: an employer only deposits."""

    __tablename__ = "learning_accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # The hash of the newest transfer: a chain whose end was cut off is found by this.
    last_hash: Mapped[str] = mapped_column(default="")


class Depositor(Table):
    """An employer or fund that pays in."""

    __tablename__ = "depositors"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(unique=True)


class Provider(Table):
    """A school, trainer or coach that is paid. The key is the name as it compares."""

    __tablename__ = "providers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)


class Fund(Table):
    """Where a scheme lets money go that nobody used in time."""

    __tablename__ = "funds"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(unique=True)


class Lot(Table):
    """One deposit, with the rules it came under and its own expiry."""

    __tablename__ = "lots"
    __table_args__ = (UniqueConstraint("learning_account_id", "depositor_id", "reference"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learning_account_id: Mapped[UUID] = mapped_column(ForeignKey("learning_accounts.id"))
    depositor_id: Mapped[UUID] = mapped_column(ForeignKey("depositors.id"))
    # The name of a file in data/schemes.
    scheme: Mapped[str]
    # How the depositor's own books call this deposit.
    reference: Mapped[str]
    deposited_on: Mapped[date]
    # The last day of its life; None: it does not expire.
    expires_on: Mapped[date | None] = mapped_column(index=True)
    # A later last day, when money came back from a provider after the lot had expired.
    extended_until: Mapped[date | None]

    @property
    def last_day(self) -> date | None:
        """The last day on which this money can be used; None: it does not expire."""
        return self.extended_until or self.expires_on


class LedgerAccountKind(StrEnum):
    """Where money can stand."""

    DEPOSITOR = "depositor"
    AVAILABLE = "available"
    RESERVED = "reserved"
    PROVIDER = "provider"
    FUND = "fund"


class LedgerAccount(Table):
    """A place where money stands. Available and reserved money stand apart for every lot."""

    __tablename__ = "ledger_accounts"
    __table_args__ = (UniqueConstraint("kind", "owner_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[LedgerAccountKind]
    # A lot for available and reserved, otherwise the depositor, provider or fund.
    owner_id: Mapped[UUID]


class TransferReason(StrEnum):
    """Why money moved."""

    DEPOSIT = "deposit"
    RESERVE = "reserve"
    GIVE_BACK = "give_back"
    PAY = "pay"
    REFUND = "refund"
    EXPIRE = "expire"
    CORRECT = "correct"


class Transfer(Table):
    """Money that moved from one account to another. The database refuses any change to it.

    Like a line of a bank statement it carries what stood on the account and on the lot after it,
    in cents, so that a balance is one row away and the database itself refuses an overdraft.
    """

    __tablename__ = "transfers"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_is_positive"),
        CheckConstraint("from_account_id <> to_account_id", name="between_two_accounts"),
        CheckConstraint(
            "available_after_cents >= 0 AND reserved_after_cents >= 0"
            " AND lot_available_after_cents >= 0 AND lot_reserved_after_cents >= 0",
            name="never_negative",
        ),
        UniqueConstraint("learning_account_id", "number"),
        Index("ix_transfers_lot_id_number", "lot_id", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learning_account_id: Mapped[UUID] = mapped_column(ForeignKey("learning_accounts.id"))
    # 1, 2, 3 ... per learning account, without gaps: two writers can never have read one state.
    number: Mapped[int]
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"))
    reservation_id: Mapped[UUID | None] = mapped_column(ForeignKey("reservations.id"), index=True)
    from_account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), index=True)
    to_account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), index=True)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[TransferReason]
    # Why somebody corrected. What a course is called stands on the reservation, where it can be
    # erased one day without touching money.
    description: Mapped[str] = mapped_column(default="")
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    # The transfer that this one moves back; unique, so nothing is moved back twice.
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("transfers.id"), unique=True)
    available_after_cents: Mapped[int] = mapped_column(BigInteger)
    reserved_after_cents: Mapped[int] = mapped_column(BigInteger)
    lot_available_after_cents: Mapped[int] = mapped_column(BigInteger)
    lot_reserved_after_cents: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Of this transfer and the one before it on this learning account: see chain.py.
    hash: Mapped[str]


class ViewerRole(StrEnum):
    """In what role somebody else than the worker looked at an account."""

    COACH = "coach"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"


class AccountView(Table):
    """One look at an account by somebody else than the worker. The database refuses any change."""

    __tablename__ = "account_views"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learning_account_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_accounts.id"), index=True
    )
    # The worker reads these: who it was, as a name they may know, and why they looked.
    viewer: Mapped[str]
    role: Mapped[ViewerRole]
    reason: Mapped[str]
    viewed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
