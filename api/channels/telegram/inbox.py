"""The inbox: what Telegram told us, stored before Telegram may forget it."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramUpdate, TelegramWrongCode
from api.channels.telegram.updates import Kind, RawUpdate
from api.database import Database, announce, now

INBOX = "telegram:inbox"
KEEP_UPDATES = timedelta(days=7)
KEEP_WRONG_CODES = timedelta(days=1)
PAGE = 100  # updates


async def keep(database: Database, updates: Iterable[RawUpdate]) -> None:
    """Store updates, each once; when this returns they are committed."""
    async with database.transaction() as db:
        for raw in updates:
            if await db.get(TelegramUpdate, raw.update_id) is None:
                db.add(_row(raw))
        announce(db, INBOX)


def _row(raw: RawUpdate) -> TelegramUpdate:
    kept = raw.kept()
    return TelegramUpdate(
        update_id=raw.update_id,
        chat_id=raw.chat.id if raw.chat else 0,
        content=kept.model_dump(mode="json", exclude_defaults=True),
        sent_at=raw.sent_at,
        handled_at=now() if kept.kind is Kind.NOTHING else None,
    )


async def owed(db: AsyncSession, without: Collection[int]) -> list[TelegramUpdate]:
    """The next updates to handle, oldest first, leaving these chats alone."""
    found = await db.scalars(
        select(TelegramUpdate)
        .where(TelegramUpdate.handled_at.is_(None), TelegramUpdate.chat_id.not_in(without))
        .order_by(TelegramUpdate.update_id)
        .limit(PAGE)
    )
    return list(found)


async def count_attempt(database: Database, update_id: int) -> int:
    """Note that handling an update failed; returns how often that has happened."""
    async with database.transaction() as db:
        counting = (
            update(TelegramUpdate)
            .where(TelegramUpdate.update_id == update_id)
            .values(attempts=TelegramUpdate.attempts + 1)
            .returning(TelegramUpdate.attempts)
        )
        return (await db.execute(counting)).scalar_one()


async def forget_old(database: Database) -> None:
    """Drop what is older than we promise to keep it."""
    async with database.transaction() as db:
        await db.execute(
            delete(TelegramUpdate).where(
                TelegramUpdate.received_at < now() - KEEP_UPDATES,
                TelegramUpdate.handled_at.is_not(None),
            )
        )
        oldest = now() - KEEP_WRONG_CODES
        await db.execute(delete(TelegramWrongCode).where(TelegramWrongCode.tried_at < oldest))
