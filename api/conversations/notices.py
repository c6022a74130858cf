"""What the service itself says in a thread, apart from the chatbot and the coaches."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import MessageRepository, Offer, Utterance
from api.conversations.tables import Message, Speaker
from api.texts import say


async def notice(
    db: AsyncSession,
    conversation_id: UUID,
    text: str,
    *offers: Offer,
    response: str | None = None,
    details: dict[str, Any] | None = None,
) -> Message:
    """Say something as the service, with buttons for what can be done about it."""
    utterance = Utterance(
        Speaker.SERVICE,
        say("speaker_service"),
        text,
        response=response,
        details=details or {},
        offers=offers,
    )
    return await MessageRepository(db, conversation_id).append(utterance)
