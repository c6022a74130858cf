"""What the Telegram door keeps: updates that came in, chats, links, and who runs the bridge."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class TelegramUpdate(Table):
    """Something that happened on Telegram, kept before Telegram may forget it; seven days."""

    __tablename__ = "telegram_updates"
    __table_args__ = (Index("ix_telegram_updates_owed", "handled_at", "update_id"),)

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    # Only what is needed to answer: see updates.py.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    # When it was sent, by Telegram's clock.
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TelegramChat(Table):
    """One private chat: which conversation it shows, and how far that was delivered."""

    __tablename__ = "telegram_chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    # The chat's own thread, from before it was linked and for when it is no longer.
    visitor_conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    # At most one chat speaks for a worker.
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("workers.id"), unique=True)
    # How the worker knows this Telegram account; only kept while it is linked.
    name: Mapped[str | None]
    linked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    amounts_allowed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    delivered_seq: Mapped[int] = mapped_column(default=0)
    # A long message leaves in parts; so many of the next one have left.
    delivered_parts: Mapped[int] = mapped_column(default=0)
    # The last message that was held back for its amounts, to be shown once they are allowed.
    withheld_seq: Mapped[int | None]
    # How far an open chat on the web has shown this conversation.
    web_seq: Mapped[int] = mapped_column(default=0)

    # After "/stop": the confirmation that is still to be sent, before all that waits.
    stopped_after_seq: Mapped[int | None]
    # Closed until the worker writes again: they blocked us, or their "/stop" was confirmed.
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class TelegramDeadLetter(Table):
    """A message that could not be delivered on Telegram, so that a coach can see it."""

    __tablename__ = "telegram_dead_letters"
    __table_args__ = (UniqueConstraint("conversation_id", "seq"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    reason: Mapped[str]
    given_up_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class TelegramLink(Table):
    """One attempt to link a chat to a worker: a one-time code, and two people's yes."""

    __tablename__ = "telegram_links"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code_hash: Mapped[str] = mapped_column(unique=True)
    # The code is bound to the web session that asked for it: only that one can confirm.
    web_session_id: Mapped[UUID] = mapped_column(ForeignKey("web_sessions.id"), index=True)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    telegram_name: Mapped[str | None]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        """True while it can still become a link."""
        return self.ended_at is None and self.expires_at > now()


class TelegramWrongCode(Table):
    """A code that was refused, counted per chat."""

    __tablename__ = "telegram_wrong_codes"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class TelegramBridge(Table):
    """Which process speaks with Telegram now: one row, held until a moment."""

    __tablename__ = "telegram_bridge"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[UUID | None]
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bot_username: Mapped[str | None]
    # When Telegram last answered us.
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
