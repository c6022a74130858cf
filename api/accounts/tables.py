"""The learning account: money that moves and is never edited.

A state of money is the ledger account it stands on. A balance is what came in minus what went out.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class LearningAccount(Table):
    """What belongs to the worker. No employer is named on it: an employer only deposits."""

    __tablename__ = "learning_accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Depositor(Table):
    """An employer or fund that pays in."""

    __tablename__ = "depositors"

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
    expires_on: Mapped[date | None]


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
    EXPIRE = "expire"
    CORRECT = "correct"


class Transfer(Table):
    """Money that moved from one account to another. The database refuses any change to it."""

    __tablename__ = "transfers"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_is_positive"),
        CheckConstraint("from_account_id <> to_account_id", name="between_two_accounts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    from_account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), index=True)
    to_account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), index=True)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[TransferReason]
    description: Mapped[str] = mapped_column(default="")
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


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
