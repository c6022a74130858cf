"""Wanting no warnings about one's own money any more, or wanting them again."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.rules import get_account_rules
from api.conversations.notices import notice
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Conversation, Message
from api.database import now
from api.safety.crisis import plain
from api.texts import say_of_account


async def take_words(db: AsyncSession, message: Message) -> bool:
    """Whether the message says, and nothing else, that they want no warnings; then it is done."""
    said = plain(message.text)
    if not any(re.fullmatch(each, said) for each in get_account_rules().warnings.stop_sentences):
        return False
    await press_no_warnings(db, message, "")
    return True


async def press_no_warnings(db: AsyncSession, message: Message, _payload: str) -> None:
    """The worker does not want to be warned: say so, with the way back."""
    conversation = await db.get_one(Conversation, message.conversation_id)
    conversation.no_warnings_since = conversation.no_warnings_since or now()
    back = Offer(say_of_account("button_warn_again"), ButtonKind.WARN_AGAIN)
    await notice(db, message.conversation_id, say_of_account("no_warnings"), back)


async def press_warn_again(db: AsyncSession, message: Message, _payload: str) -> None:
    """The worker wants to be warned again: that also ends being quiet."""
    conversation = await db.get_one(Conversation, message.conversation_id)
    conversation.no_warnings_since = conversation.quiet_since = None
    stop = Offer(say_of_account("button_no_warnings"), ButtonKind.NO_WARNINGS)
    await notice(db, message.conversation_id, say_of_account("warn_again"), stop)
