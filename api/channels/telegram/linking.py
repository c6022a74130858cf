"""Linking a chat to a worker: a one-time code, and a yes on both sides.

A code shown to a thief, or sent by one, must not be enough. So Telegram shows whose account it
would become, the web shows which Telegram account it is, and both must agree.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram import chats
from api.channels.telegram.amounts import offer_amounts
from api.channels.telegram.tables import TelegramChat, TelegramLink, TelegramWrongCode
from api.channels.telegram.words import notice, thread, word
from api.channels.web.tables import WebSession
from api.conversations.opening import open_conversation
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind
from api.conversations.turns import hash_token
from api.database import announce, now
from api.errors import LeermaatError
from api.signals import conversation_topic
from api.workers.tables import Worker

CODE_BYTES = 16  # 128 bits
CODE_LIVES = timedelta(minutes=10)
MOST_WRONG_CODES = 10
WRONG_CODES_COUNT_FOR = timedelta(hours=1)


class LinkCodeRefused(LeermaatError):
    """The code is wrong, old, used or somebody else's: nobody hears which."""

    status = 403
    sentence = "This code does not work."


class LinkOver(LeermaatError):
    """There is nothing to confirm here, or no longer."""

    status = 409
    sentence = "This attempt to link Telegram is over."


async def new_code(db: AsyncSession, session_id: UUID, worker_id: UUID) -> str:
    """A code for the worker who looks at this web session; the one before it is over."""
    await end_attempts(db, session_id)
    code = secrets.token_urlsafe(CODE_BYTES)
    link = TelegramLink(
        code_hash=hash_token(code),
        web_session_id=session_id,
        worker_id=worker_id,
        expires_at=now() + CODE_LIVES,
    )
    db.add(link)
    return code


async def end_attempts(db: AsyncSession, session_id: UUID) -> None:
    """Let every open attempt of this web session be over."""
    ending = update(TelegramLink).where(
        TelegramLink.web_session_id == session_id, TelegramLink.ended_at.is_(None)
    )
    await db.execute(ending.values(ended_at=now()))


async def attempt(db: AsyncSession, session_id: UUID) -> TelegramLink | None:
    """The open attempt of a web session, if any."""
    link = await db.scalar(
        select(TelegramLink)
        .where(TelegramLink.web_session_id == session_id, TelegramLink.ended_at.is_(None))
        .with_for_update()
    )
    return link if link and link.is_open else None


async def use_code(
    db: AsyncSession, chat: TelegramChat, code: str, name: str, update_id: int
) -> None:
    """Ask in the chat whether it should be linked to the worker of this code.

    Raises LinkCodeRefused, always the same; ten of those in an hour and the chat has to wait.
    """
    link = None
    if await _wrong_codes(db, chat.chat_id) < MOST_WRONG_CODES:
        link = await db.scalar(
            select(TelegramLink).where(TelegramLink.code_hash == hash_token(code)).with_for_update()
        )
    if link is None or link.used_at or not link.is_open or await _signed_out(db, link):
        db.add(TelegramWrongCode(update_id=update_id, chat_id=chat.chat_id))
        raise LinkCodeRefused
    link.used_at, link.chat_id, link.telegram_name = now(), chat.chat_id, name[:120]
    worker = await db.get_one(Worker, link.worker_id)
    payload = str(link.id)
    await notice(
        thread(db, chat.conversation_id),
        word("may_i_link", account=masked(worker.name)),
        Offer(word("button_agree"), ButtonKind.AGREE_TO_LINK, payload),
        Offer(word("button_refuse"), ButtonKind.REFUSE_LINK, payload),
    )


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

    Raises LinkOver.
    """
    link = await attempt(db, session_id)
    if link is None or link.agreed_at is None or link.chat_id is None:
        raise LinkOver
    chat = await chats.find(db, link.chat_id)
    if chat is None or chat.worker_id:
        raise LinkOver
    link.ended_at = now()
    worker = await db.get_one(Worker, link.worker_id)
    before = await chats.of_worker(db, worker.id)
    if before:
        await unlink(db, before)
    await _link(db, chat, worker, link.telegram_name or "")


async def deny(db: AsyncSession, session_id: UUID) -> None:
    """The web session says no: this is not my Telegram."""
    link = await attempt(db, session_id)
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


def masked(name: str) -> str:
    """Enough of a name to know one's own by, and not enough to learn somebody else's."""
    return f"{name[0]}•••" if name else word("no_name")


async def _of_chat(db: AsyncSession, conversation_id: UUID, link_id: UUID) -> TelegramLink | None:
    link = await db.get(TelegramLink, link_id, with_for_update=True)
    if link is None or link.chat_id is None or not link.is_open:
        return None
    chat = await chats.find(db, link.chat_id)
    return link if chat and chat.conversation_id == conversation_id else None


async def _signed_out(db: AsyncSession, link: TelegramLink) -> bool:
    return (await db.get_one(WebSession, link.web_session_id)).is_over


async def _wrong_codes(db: AsyncSession, chat_id: int) -> int:
    since = now() - WRONG_CODES_COUNT_FOR
    counted = await db.scalar(
        select(func.count())
        .select_from(TelegramWrongCode)
        .where(TelegramWrongCode.chat_id == chat_id, TelegramWrongCode.tried_at > since)
    )
    return counted or 0


async def _tell_web(db: AsyncSession, link: TelegramLink) -> None:
    session = await db.get_one(WebSession, link.web_session_id)
    tell(db, session.conversation_id)


def tell(db: AsyncSession, conversation_id: UUID) -> None:
    """Let every open socket of the conversation show how linking stands."""
    announce(db, conversation_topic(conversation_id))
