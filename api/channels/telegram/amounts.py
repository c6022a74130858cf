"""Money on Telegram: nothing of one's own account is shown there before the worker says yes.

Telegram can read what we send, so the worker decides. The rule is kept where messages leave, and
not by whoever writes them: whatever it is that names an amount, it waits.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramChat
from api.channels.telegram.words import notice, thread, word
from api.conversations.feed import ButtonShown, MessageShown
from api.conversations.own_money import tells_of_own_money, withheld
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Message, Speaker
from api.database import now


def must_wait(chat: TelegramChat, message: Message) -> bool:
    """Whether this message is not shown in this chat as long as the worker has not agreed."""
    return bool(chat.worker_id) and not chat.amounts_allowed_at and tells_of_own_money(message)


async def instead_of(db: AsyncSession, message: Message, shown: MessageShown) -> MessageShown:
    """What is shown in its place: why, and the button with which the worker says yes."""
    messages = thread(db, message.conversation_id)
    agree = await messages.newest_button(ButtonKind.SHOW_AMOUNTS)
    buttons = [ButtonShown(id=agree.id, title=agree.title)] if agree else []
    why = withheld(shown, word("amounts_wait"))
    return why.model_copy(update={"speaker": Speaker.SERVICE, "buttons": buttons})


def offer_amounts() -> Offer:
    """The button with which a worker allows amounts on Telegram."""
    return Offer(word("button_show_amounts"), ButtonKind.SHOW_AMOUNTS)


async def allow(db: AsyncSession, conversation_id: UUID) -> None:
    """Show amounts from now on, in the chat that is linked to this conversation."""
    for chat in await _linked(db, conversation_id):
        chat.amounts_allowed_at = chat.amounts_allowed_at or now()
        # What was held back comes first, and from its first part.
        chat.delivered_parts = 0
        hide = Offer(word("button_hide_amounts"), ButtonKind.HIDE_AMOUNTS)
        text = word("amounts_shown")
        await notice(thread(db, conversation_id), text, hide)


async def forbid(db: AsyncSession, conversation_id: UUID) -> None:
    """Show no amounts any more."""
    for chat in await _linked(db, conversation_id):
        chat.amounts_allowed_at = chat.withheld_seq = None
        text = word("amounts_hidden")
        await notice(thread(db, conversation_id), text, offer_amounts())


async def _linked(db: AsyncSession, conversation_id: UUID) -> list[TelegramChat]:
    found = await db.scalars(
        select(TelegramChat)
        .where(TelegramChat.conversation_id == conversation_id, TelegramChat.worker_id.is_not(None))
        .with_for_update()
    )
    return list(found)
