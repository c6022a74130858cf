"""The Dutch of the Telegram door, from `data/texts/telegram.yml`."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import notices
from api.conversations.repository import MessageRepository, Offer
from api.conversations.tables import Message
from api.texts import texts

# In the details of a message: it is meant for Telegram, wherever the worker was last.
FOR_TELEGRAM = "for_telegram"
# In the details of the confirmation of "/stop": it goes before what still had to come.
OUT_OF_TURN = "out_of_turn"


def word(key: str, **values: object) -> str:
    """The sentence for this moment, with the values filled in."""
    sentence: str = texts("telegram")[key]
    return sentence.format(**values).strip()


async def notice(messages: MessageRepository, text: str, *offers: Offer) -> Message:
    """Let the service say something that is meant for Telegram."""
    about = messages.db, messages.conversation_id
    return await notices.notice(*about, text, *offers, details={FOR_TELEGRAM: True})


def thread(db: AsyncSession, conversation_id: UUID) -> MessageRepository:
    """The messages of a conversation."""
    return MessageRepository(db, conversation_id)
