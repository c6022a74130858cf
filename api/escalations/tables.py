"""Hand-offs: a worker asks for a person, a coach takes the conversation, and gives it back."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class EscalationState(StrEnum):
    """Where a hand-off stands; it follows from what happened and is never stored."""

    REQUESTED = "requested"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What became of a hand-off, as the coach says at its end."""

    ANSWERED = "answered"
    APPOINTMENT = "appointment"
    REFERRED = "referred"
    UNANSWERED = "unanswered"
    OTHER = "other"


class Role(StrEnum):
    """What somebody of the organisation does here, and so which pages they reach."""

    COACH = "coach"
    LEAD = "lead"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class AwayReason(StrEnum):
    """Why a coach is not there for a while."""

    BREAK = "break"
    MEETING = "meeting"
    TRAINING = "training"
    OTHER = "other"
    SHIFT_OVER = "shift_over"


class Coach(Table):
    """A person who answers workers in the console, or looks after the service there."""

    __tablename__ = "coaches"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    # Whom the organisation's own sign-in means by the address; set when it first vouched.
    organisation_subject: Mapped[str | None]
    # Set while the password came from an administrator: until then it opens the door once.
    password_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    role: Mapped[Role] = mapped_column(default=Role.COACH, server_default=Role.COACH)
    # How many conversations at once; nothing here means what the organisation has as its rule.
    capacity: Mapped[int | None]
    # An open page of the console keeps moving this on.
    connected_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    away_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    away_reason: Mapped[AwayReason | None]


STILL_OPEN = text("resolved_at IS NULL AND withdrawn_at IS NULL")


class Escalation(Table):
    """One hand-off. Its moments tell its state; at most one per conversation is open."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index(
            "uq_escalations_open",
            "conversation_id",
            unique=True,
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    # The worker's message that led here, and why: the coach reads it first.
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"))
    reason: Mapped[str]
    # What it is about, as far as known: the intent that led here, and the sector once named.
    topic: Mapped[str | None]
    sector: Mapped[str | None]
    # A safety or legal-deadline topic: first in the queue.
    is_urgent: Mapped[bool] = mapped_column(default=False)
    # When it was urgent and nobody had it for too long; see `alarms.py`.
    alarmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The worker's own choice, which they can take back while the hand-off is open.
    shares_account: Mapped[bool] = mapped_column(default=False)
    coach_id: Mapped[UUID | None] = mapped_column(ForeignKey("coaches.id"), index=True)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # When the first coach came; `claimed_at` is empty again after a coach dropped out.
    first_claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When the last coach who dropped out did so: since then the worker waits at the head.
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Set together with `withdrawn_at` when the worker left the queue for a dated promise: a
    # call-back or an appointment. Such a hand-off was not abandoned.
    promised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_it_is_kept: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome | None]
    agreements: Mapped[str | None] = mapped_column(Text)
    # What the worker thought of it, 1 to 5, and in their own words; asked once, may be skipped.
    rating: Mapped[int | None]
    rated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rating_words: Mapped[str | None] = mapped_column(Text)
    # While this is filled, the next typed sentence is about the rating and not for the bot.
    rating_words_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def state(self) -> EscalationState:
        """Where this hand-off stands."""
        if self.withdrawn_at:
            return EscalationState.WITHDRAWN
        if self.resolved_at:
            return EscalationState.RESOLVED
        return EscalationState.CLAIMED if self.claimed_at else EscalationState.REQUESTED

    @property
    def has_lost_coach(self) -> bool:
        """Whether the worker waits again because the coach who had them dropped out."""
        return self.state is EscalationState.REQUESTED and self.first_claimed_at is not None


class ReleaseReason(StrEnum):
    """Why a coach no longer has a conversation that is not finished."""

    CONNECTION_LOST = "connection_lost"
    SESSION_OVER = "session_over"
    SHIFT_OVER = "shift_over"
    GIVEN_BACK = "given_back"


class EscalationRelease(Table):
    """A coach dropped out, and the worker went back to the head of the queue."""

    __tablename__ = "escalation_releases"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey("escalations.id"), index=True)
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"))
    reason: Mapped[ReleaseReason]
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


STILL_PROMISED = text("done_at IS NULL AND cancelled_at IS NULL")


class CallBack(Table):
    """A promise: a coach writes to the worker, in their own thread, before a moment.

    No telephone number is asked or kept. At most one per conversation is open.
    """

    __tablename__ = "call_backs"
    __table_args__ = (
        Index(
            "uq_call_backs_open",
            "conversation_id",
            unique=True,
            sqlite_where=STILL_PROMISED,
            postgresql_where=STILL_PROMISED,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    # The hand-off that the promise took the place of: what it was about stands there.
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey("escalations.id"))
    promised_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
