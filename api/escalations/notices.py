"""What the service says in a thread about a hand-off."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import MessageRepository, Offer, Utterance
from api.conversations.tables import ButtonKind, Message, Speaker
from api.database import announce
from api.signals import DESK
from api.texts import say


async def notice(db: AsyncSession, conversation_id: UUID, text: str, *offers: Offer) -> Message:
    """Say something as the service, and let the desk see that something changed."""
    utterance = Utterance(Speaker.SERVICE, say("speaker_service"), text, offers=offers)
    announce(db, DESK)
    return await MessageRepository(db, conversation_id).append(utterance)


def back_to_the_bot() -> Offer:
    """The way out of the queue."""
    return Offer(say("button_back_to_bot"), ButtonKind.WITHDRAW_REQUEST)
