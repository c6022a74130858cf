"""Raises the alarm when what workers sent, or should hear, waits too long."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramBridge, TelegramChat, TelegramUpdate
from api.database import Database, now

log = logging.getLogger(__name__)

TOO_LONG = timedelta(minutes=15)
TOO_LONG_TO_DELIVER = timedelta(minutes=1)
EVERY_SECONDS = 60.0


async def alarms(db: AsyncSession, moment: datetime) -> list[str]:
    """What is wrong with the bridge at this moment, one sentence each."""
    waiting = select(func.min(TelegramUpdate.received_at)).where(
        TelegramUpdate.handled_at.is_(None)
    )
    failing = select(func.min(TelegramChat.failing_since)).where(TelegramChat.blocked_at.is_(None))
    heard = select(func.min(TelegramBridge.heard_at))
    checks = (
        ("An update from Telegram has waited since {}.", waiting, TOO_LONG),
        ("A message for Telegram could not be delivered since {}.", failing, TOO_LONG_TO_DELIVER),
        ("Telegram has not answered since {}; it forgets messages after a day.", heard, TOO_LONG),
    )
    found = []
    for sentence, oldest, limit in checks:
        since = await db.scalar(oldest)
        if since and moment - since > limit:
            found.append(sentence.format(since.isoformat(timespec="minutes")))
    return found


async def watch(database: Database) -> None:
    """Log every alarm, as an error, for whoever watches the logs."""
    async with database.reading() as db:
        for alarm in await alarms(db, now()):
            log.error(alarm)
