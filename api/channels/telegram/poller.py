"""Fetches updates: each is stored and committed before Telegram hears that it may forget it.

Not the library's own polling: that confirms updates before anybody has handled them, and a crash
then loses them.
"""

import asyncio
import logging
import time

from sqlalchemy import update

from api.channels.telegram import inbox
from api.channels.telegram.client import TelegramClient
from api.channels.telegram.errors import Away, Blocked, Busy, Refused
from api.channels.telegram.tables import TelegramBridge
from api.database import Database, now

log = logging.getLogger(__name__)

WAIT_SECONDS = 25
LONGEST_PAUSE_SECONDS = 30.0
# After a quiet week Telegram may count from another number, so an older offset means nothing.
OFFSET_LIVES_SECONDS = 6 * 24 * 3600
NOTE_SECONDS = 60


class Poller:
    """Asks Telegram what is new, for ever."""

    def __init__(self, database: Database, client: TelegramClient) -> None:
        self.database = database
        self.client = client
        # None asks for the earliest that Telegram still has: what was stored before is known.
        self.offset: int | None = None
        self._moved_at = time.monotonic()
        self._noted_at = 0.0
        self._failures = 0

    async def run(self) -> None:
        """Poll for ever, with longer and longer pauses while Telegram is away."""
        while True:
            try:
                await self.poll()
                self._failures = 0
            except (Away, Busy, Blocked, Refused) as error:
                pause = error.seconds if isinstance(error, Busy) else 2.0**self._failures
                self._failures = min(self._failures + 1, 10)
                log.warning("Telegram could not be asked for news: %s", error.code)
                await asyncio.sleep(min(pause, LONGEST_PAUSE_SECONDS))

    async def poll(self) -> None:
        """Fetch once, store, and only then let the offset move."""
        if time.monotonic() - self._moved_at > OFFSET_LIVES_SECONDS:
            self.offset = None
        updates = await self.client.fetch(self.offset, WAIT_SECONDS)
        if updates:
            await inbox.keep(self.database, updates)
            self.offset = updates[-1].update_id + 1
            self._moved_at = time.monotonic()
        await self._note_that_telegram_answers()

    async def _note_that_telegram_answers(self) -> None:
        if time.monotonic() - self._noted_at < NOTE_SECONDS:
            return
        self._noted_at = time.monotonic()
        async with self.database.transaction() as db:
            await db.execute(update(TelegramBridge).values(heard_at=now()))
