"""The conversation: every message in and out, in one order."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class Speaker(StrEnum):
    """Who may say something in a conversation."""

    WORKER = "worker"
    BOT = "bot"
    COACH = "coach"
    SERVICE = "service"


class Channel(StrEnum):
    """The door that something was said through."""

    WEB = "web"
    TELEGRAM = "telegram"


class Conversation(Table):
    """One worker's thread, across channels and across the years."""

    __tablename__ = "conversations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # Empty for a visitor. A visitor's thread is never merged into a worker's.
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("workers.id"), unique=True)
    last_seq: Mapped[int] = mapped_column(default=0)
    # Turns since Rasa's dialogue was last started afresh: its trackers must stay short.
    turns_in_session: Mapped[int] = mapped_column(default=0)
    # Since then the worker wants no message that they did not just ask for.
    quiet_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Since then the worker wants no warning that their money is about to lapse.
    no_warnings_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Message(Table):
    """Something that was said. Kept as it was said; the feed is these rows in sequence."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    client_id: Mapped[UUID | None]
    speaker: Mapped[Speaker]
    speaker_name: Mapped[str]
    # Only of what the worker says: answers go to every door that asks for them.
    channel: Mapped[Channel | None]
    text: Mapped[str] = mapped_column(Text)
    # The name of the response in data/responses, so that an answer can be traced to its text.
    response: Mapped[str | None]
    # Sources, review dates, picture: what a screen shows around the text.
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ButtonKind(StrEnum):
    """What pressing a button sets in motion."""

    ASK_ASSISTANT = "ask_assistant"
    ASK_AGAIN = "ask_again"
    REQUEST_COACH = "request_coach"
    WITHDRAW_REQUEST = "withdraw_request"
    AGREE_TO_LINK = "agree_to_link"
    REFUSE_LINK = "refuse_link"
    UNLINK_TELEGRAM = "unlink_telegram"
    SHOW_AMOUNTS = "show_amounts"
    HIDE_AMOUNTS = "hide_amounts"
    CONFIRM_RESERVATION = "confirm_reservation"
    DROP_RESERVATION = "drop_reservation"
    CONFIRM_CANCELLATION = "confirm_cancellation"
    KEEP_RESERVATION = "keep_reservation"
    SHARE_ACCOUNT = "share_account"
    KEEP_ACCOUNT_PRIVATE = "keep_account_private"
    ASK_CALL_BACK = "ask_call_back"
    CANCEL_CALL_BACK = "cancel_call_back"
    OFFER_DAYS = "offer_days"
    OFFER_TIMES = "offer_times"
    BOOK_MOMENT = "book_moment"
    CANCEL_APPOINTMENT = "cancel_appointment"
    KEEP_APPOINTMENT = "keep_appointment"
    RATE = "rate"
    WRITE_RATING = "write_rating"
    SKIP_RATING = "skip_rating"
    ASK_HOW_IT_WENT = "ask_how_it_went"
    SET_REMINDER = "set_reminder"
    CANCEL_REMINDER = "cancel_reminder"
    NO_REMINDER = "no_reminder"
    BE_QUIET = "be_quiet"
    NO_WARNINGS = "no_warnings"
    WARN_AGAIN = "warn_again"


class Button(Table):
    """A button that was really offered. Clients know its random id and its title, no more."""

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    kind: Mapped[ButtonKind]
    # What goes to Rasa: an intent for ASK_ASSISTANT, the worker's words for ASK_AGAIN.
    # For what is confirmed outside Rasa: the id of what was proposed.
    payload: Mapped[str | None] = mapped_column(Text)


class Turn(Table):
    """A message that the assistant owes an answer. It stays owed until the answer is stored."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_owed", "answered_at", "leased_until"),)

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    seq: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    # Whoever asks Rasa holds the turn until this moment; a crash gives it back by itself.
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    token_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    intent: Mapped[str | None]
    confidence: Mapped[float | None]
    # The likeliest intents, best first, as {"name", "confidence"}: what the bot could have said.
    ranking: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    # The form that was open after this turn, for the coach who takes over in the middle of one.
    active_form: Mapped[str | None]
    # The sector that was named in the message, as the assistant read it.
    sector: Mapped[str | None]
