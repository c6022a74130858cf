"""One-time codes: made for a web session, used by a chat, and counted when they are wrong."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramChat, TelegramLink, TelegramWrongCode
from api.channels.telegram.words import notice, thread, word
from api.channels.web.tables import WebSession
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind
from api.conversations.turns import hash_token
from api.database import now
from api.errors import LeermaatError
from api.workers.tables import Worker

CODE_BYTES = 16  # 128 bits
CODE_LIVES = timedelta(minutes=10)
MOST_WRONG_CODES = 10
WRONG_CODES_COUNT_FOR = timedelta(hours=1)


class LinkCodeRefused(LeermaatError):
    """The code is wrong, old, used or somebody else's: nobody hears which."""

    status = 403
    sentence = "This code does not work."


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


def masked(name: str) -> str:
    """Enough of a name to know one's own by, and not enough to learn somebody else's."""
    return f"{name[0]}•••" if name else word("no_name")


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
