"""Linking a chat to a worker: a one-time code, and a yes on both sides.

A code shown to a thief, or sent by one, must not be enough. So Telegram shows whose account it
would become, the web shows which Telegram account it is, and both must agree.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram import chats, codes
from api.channels.telegram.amounts import offer_amounts
from api.channels.telegram.tables import TelegramChat, TelegramLink
from api.channels.telegram.words import notice, thread, word
from api.channels.web.tables import WebSession
from api.conversations.opening import open_conversation
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind
from api.database import announce, now
from api.errors import LeermaatError
from api.escalations.owed import is_coach_owed
from api.signals import conversation_topic
from api.workers.tables import Worker


class LinkOver(LeermaatError):
    """There is nothing to confirm here, or no longer."""

    status = 409
    sentence = "This attempt to link Telegram is over."


class CoachStillOwed(LeermaatError):
    """The chat waits for a coach in its own thread, which it would not show any more."""

    status = 409
    sentence = "This chat still has a coach, or waits for one. Finish that first."


async def agree(db: AsyncSession, conversation_id: UUID, link_id: UUID) -> None:
    """The chat says yes; now the web has to."""
    link = await _of_chat(db, conversation_id, link_id)
    if link is None:
        await notice(thread(db, conversation_id), word("link_over"))
        return
    link.agreed_at = link.agreed_at or now()
    await notice(thread(db, conversation_id), word("now_on_the_web"))
    await _tell_web(db, link)


async def refuse(db: AsyncSession, conversation_id: UUID, link_id: UUID) -> None:
    """The chat says no."""
    link = await _of_chat(db, conversation_id, link_id)
    if link:
        link.ended_at = now()
        await _tell_web(db, link)
    await notice(thread(db, conversation_id), word("not_linked_after_all"))


async def confirm(db: AsyncSession, session_id: UUID) -> None:
    """The web session that asked for the code says yes: from now on the two are linked.

    Raises LinkOver, or CoachStillOwed: then it may be confirmed later.
    """
    link = await codes.attempt(db, session_id)
    if link is None or link.agreed_at is None or link.chat_id is None:
        raise LinkOver
    chat = await chats.find(db, link.chat_id)
    if chat is None or chat.worker_id:
        raise LinkOver
    if await is_coach_owed(db, chat.conversation_id):
        raise CoachStillOwed
    link.ended_at = now()
    worker = await db.get_one(Worker, link.worker_id)
    before = await chats.of_worker(db, worker.id)
    if before:
        await unlink(db, before)
    await _link(db, chat, worker, link.telegram_name or "")


async def deny(db: AsyncSession, session_id: UUID) -> None:
    """The web session says no: this is not my Telegram."""
    link = await codes.attempt(db, session_id)
    if link is None:
        return
    link.ended_at = now()
    if link.chat_id:
        chat = await chats.find_or_open(db, link.chat_id)
        await notice(thread(db, chat.conversation_id), word("not_linked_after_all"))


async def _link(db: AsyncSession, chat: TelegramChat, worker: Worker, name: str) -> None:
    conversation = await open_conversation(db, worker)
    await chats.show(db, chat, conversation.id)
    chat.worker_id, chat.name, chat.linked_at = worker.id, name, now()
    chat.amounts_allowed_at = None
    await db.flush()
    await notice(
        thread(db, conversation.id),
        word("linked", name=name or word("no_name")),
        offer_amounts(),
        Offer(word("button_unlink"), ButtonKind.UNLINK_TELEGRAM),
    )


async def unlink(db: AsyncSession, chat: TelegramChat) -> None:
    """Part the chat from the worker, and tell both; the chat goes back to a thread of its own."""
    conversation_id, name = chat.conversation_id, chat.name
    chat.worker_id = chat.name = chat.linked_at = chat.amounts_allowed_at = None
    await chats.show(db, chat, chat.visitor_conversation_id)
    await notice(thread(db, conversation_id), word("unlinked_on_the_web", name=name))
    await notice(thread(db, chat.conversation_id), word("unlinked"))


async def _of_chat(db: AsyncSession, conversation_id: UUID, link_id: UUID) -> TelegramLink | None:
    link = await db.get(TelegramLink, link_id, with_for_update=True)
    if link is None or link.chat_id is None or not link.is_open:
        return None
    chat = await chats.find(db, link.chat_id)
    return link if chat and chat.conversation_id == conversation_id else None


async def _tell_web(db: AsyncSession, link: TelegramLink) -> None:
    session = await db.get_one(WebSession, link.web_session_id)
    tell(db, session.conversation_id)


def tell(db: AsyncSession, conversation_id: UUID) -> None:
    """Let every open socket of the conversation show how linking stands."""
    announce(db, conversation_topic(conversation_id))
