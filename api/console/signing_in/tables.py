"""Sessions of coaches, and what they sign in with beside a password."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, ForeignKey, UniqueConstraint
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
    # Browser and system in a few words, so that people recognise their own sessions.
    device: Mapped[str] = mapped_column(default="", server_default="")


class HalfSignIn(Table):
    """Somebody whose password was right, and who has steps to go before they are in.

    Only a hash of the cookie's token is kept. `secret` is what the page offers to enrol with.
    """

    __tablename__ = "half_sign_ins"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"))
    next_page: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    code_was_right: Mapped[bool] = mapped_column(default=False)
    wants_new_factor: Mapped[bool] = mapped_column(default=False)
    secret: Mapped[str | None]


class SecondFactor(Table):
    """What a coach's telephone makes codes with; encrypted. Each time step counts once."""

    __tablename__ = "second_factors"

    coach_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"), primary_key=True)
    secret: Mapped[str]
    last_step: Mapped[int] = mapped_column(BigInteger)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class RecoveryCode(Table):
    """A code on paper for when the telephone is gone; found by its mark, works once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("coach_id", "mark"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("coaches.id"))
    mark: Mapped[str]
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OidcVisit(Table):
    """Somebody who was sent to their organisation's own sign-in, and is expected back."""

    __tablename__ = "oidc_visits"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    next_page: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
