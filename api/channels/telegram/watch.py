"""Raises the alarm when what workers sent, or should hear, waits too long."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramBridge, TelegramChat, TelegramUpdate
from api.database import Database, now

log = logging.getLogger(__name__)

TOO_LONG = timedelta(minutes=15)
# What is stored is handled within a moment, unless something is wrong with us.
EVERY_SECONDS = 60.0


async def alarms(db: AsyncSession, moment: datetime) -> list[str]:
    """What is wrong with the bridge at this moment, one sentence each."""
    checks = {
        "An update from Telegram has waited since {}.": select(
            func.min(TelegramUpdate.received_at)
        ).where(TelegramUpdate.handled_at.is_(None)),
        "A message for Telegram could not be delivered since {}.": select(
            func.min(TelegramChat.failing_since)
        ).where(TelegramChat.blocked_at.is_(None)),
        # What was sent while nobody fetched it, and came in just now.
        "Telegram has not answered since {}; it forgets messages after a day.": select(
            func.min(TelegramBridge.heard_at)
        ),
    }
    found = []
    for sentence, oldest in checks.items():
        since = await db.scalar(oldest)
        if since and moment - since > TOO_LONG:
            found.append(sentence.format(since.isoformat(timespec="minutes")))
    return found


async def watch(database: Database) -> None:
    """Log every alarm, as an error, for whoever watches the logs."""
    async with database.reading() as db:
        for alarm in await alarms(db, now()):
            log.error(alarm)
