"""What a worker puts money aside for: asked, confirmed, and kept so that it counts once."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class Purpose(StrEnum):
    """What learning money can be spent on."""

    COURSE = "course"
    TRAINING = "training"
    COACHING = "coaching"


class Reservation(Table):
    """Money put aside for one course, training or coaching. The ledger says where it stands."""

    __tablename__ = "reservations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learning_account_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_accounts.id"), index=True
    )
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("providers.id"), index=True)
    kind: Mapped[Purpose]
    what: Mapped[str] = mapped_column(Text)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    starts_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Given back by the clock, because nobody paid it long after the start.
    expired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The key of the act that made it.
    act_key: Mapped[str] = mapped_column(unique=True)


class ProposalKind(StrEnum):
    """What a worker is asked to confirm."""

    RESERVE = "reserve"
    CANCEL = "cancel"


class Proposal(Table):
    """A summary shown to the worker. Confirming it does exactly this, once, or nothing."""

    __tablename__ = "proposals"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # The message it answers: the same question asked again by a retry is the same proposal.
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    learning_account_id: Mapped[UUID] = mapped_column(ForeignKey("learning_accounts.id"))
    kind: Mapped[ProposalKind]
    # Of a cancellation: what is cancelled. Of a reservation: what came of it.
    reservation_id: Mapped[UUID | None] = mapped_column(ForeignKey("reservations.id"))
    # Exactly what was shown: what, provider, amount, date, the lots it comes from, what is left.
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # A newer summary came, or the balance changed.
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # It was confirmed, and a rule stood in the way by then.
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        """Whether nothing has become of it yet."""
        ends = (self.confirmed_at, self.dropped_at, self.replaced_at, self.refused_at)
        return not any(ends)


class Act(Table):
    """One keyed request about money, with how it ended. The same key never does anything else."""

    __tablename__ = "acts"

    key: Mapped[str] = mapped_column(primary_key=True)
    # A hash of what was asked.
    content_hash: Mapped[str]
    # The error it ended in, by class name; empty when it was done.
    refused_with: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class EmploymentChange(StrEnum):
    """What can happen in a working life. None of it moves money."""

    LEFT_EMPLOYER = "left_employer"
    NEW_EMPLOYER = "new_employer"
    UNEMPLOYED = "unemployed"
    SELF_EMPLOYED = "self_employed"


class EmploymentEvent(Table):
    """A change of work, kept in the history of the account beside the money it did not move."""

    __tablename__ = "employment_events"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learning_account_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_accounts.id"), index=True
    )
    change: Mapped[EmploymentChange]
    employer: Mapped[str] = mapped_column(default="")
    happened_on: Mapped[date]
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    act_key: Mapped[str] = mapped_column(unique=True)
