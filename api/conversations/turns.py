"""Turns: messages that the assistant still owes an answer, and the token each turn carries."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.tables import Conversation, Message, Turn
from api.database import now
from api.errors import LeermaatError

# Rasa reads the whole dialogue since its session began: about 0.15 ms per event.
TURNS_PER_SESSION = 40
LEASE_SECONDS = 20


class TurnRefused(LeermaatError):
    """Whoever calls does not hold the token of a turn under way."""

    status = 401
    sentence = "This turn is unknown, answered or expired."


def hash_token(token: str) -> str:
    """What is kept of a secret: enough to recognise it, not enough to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_afresh(conversation: Conversation) -> None:
    """Let the next turn begin a new Rasa session."""
    conversation.turns_in_session = TURNS_PER_SESSION


class TurnRepository:
    """The turns that are owed."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    def owe(self, message: Message, *, text: str | None, payload: str | None) -> None:
        """Note that the assistant must answer this message."""
        self.db.add(
            Turn(
                message_id=message.id,
                conversation_id=message.conversation_id,
                seq=message.seq,
                text=text,
                payload=payload,
            )
        )

    async def conversations_owed(self) -> list[UUID]:
        """Conversations with an unanswered turn that nobody is working on."""
        free = or_(Turn.leased_until.is_(None), Turn.leased_until < now())
        found = await self.db.scalars(
            select(Turn.conversation_id).where(Turn.answered_at.is_(None), free).distinct()
        )
        return list(found)

    async def lease_oldest(self, conversation_id: UUID, valid_seconds: int) -> "Lease | None":
        """Take the oldest unanswered turn of a conversation, unless somebody works on it."""
        turn = await self.db.scalar(
            select(Turn)
            .where(Turn.conversation_id == conversation_id, Turn.answered_at.is_(None))
            .order_by(Turn.seq)
            .limit(1)
            .with_for_update()
        )
        if turn is None or (turn.leased_until and turn.leased_until > now()):
            return None
        token = secrets.token_urlsafe(16)
        turn.attempts += 1
        turn.leased_until = now() + timedelta(seconds=LEASE_SECONDS)
        turn.token_hash = hash_token(token)
        turn.token_expires_at = now() + timedelta(seconds=valid_seconds)
        return Lease(turn, token)

    async def by_token(self, token: str) -> Turn:
        """The turn under way that this token was made for. Raises TurnRefused."""
        turn = await self.db.scalar(select(Turn).where(Turn.token_hash == hash_token(token)))
        if turn is None or turn.answered_at or not turn.token_expires_at:
            raise TurnRefused
        if turn.token_expires_at < now():
            raise TurnRefused
        return turn


class Lease:
    """A turn in hand, with the token that lets actions ask on its behalf."""

    def __init__(self, turn: Turn, token: str) -> None:
        self.turn = turn
        self.token = token
