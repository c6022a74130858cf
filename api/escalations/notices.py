"""What the service says in a thread about a hand-off."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import notices
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Message
from api.database import announce
from api.escalations.repository import EscalationRepository
from api.signals import DESK, conversation_topic
from api.texts import say


async def notice(
    db: AsyncSession,
    conversation_id: UUID,
    text: str,
    *offers: Offer,
    details: dict[str, Any] | None = None,
) -> Message:
    """Say something as the service, and let the desk see that something changed."""
    announce(db, DESK)
    return await notices.notice(db, conversation_id, text, *offers, details=details)


async def tell_who_waits(db: AsyncSession) -> None:
    """Let everyone who waits see how they stand now: their place, and whether a coach is there."""
    for waiting in await EscalationRepository(db).waiting():
        announce(db, conversation_topic(waiting.conversation_id))


def back_to_the_bot() -> Offer:
    """The way out of the queue."""
    return Offer(say("button_back_to_bot"), ButtonKind.WITHDRAW_REQUEST)
