"""Of several API processes exactly one speaks with Telegram: the one that holds the lease."""

import asyncio
import time
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import or_, update

from api.channels.telegram.tables import TelegramBridge
from api.database import Database, now

THE_ROW = 1


class Lease:
    """The right to be the bridge, for a few seconds at a time."""

    def __init__(self, database: Database, seconds: float) -> None:
        self.database = database
        self.seconds = seconds
        self.holder = uuid4()
        self._held_until = 0.0  # on this process's own clock

    @property
    def is_held(self) -> bool:
        """Whether this process may speak with Telegram now."""
        return time.monotonic() < self._held_until

    async def take(self) -> bool:
        """Take or renew the lease; false while another process holds it."""
        began = time.monotonic()
        async with self.database.transaction() as db:
            if await db.get(TelegramBridge, THE_ROW) is None:
                db.add(TelegramBridge(id=THE_ROW))
                await db.flush()
            free = or_(
                TelegramBridge.holder.is_(None),
                TelegramBridge.holder == self.holder,
                TelegramBridge.held_until < now(),
            )
            taking = (
                update(TelegramBridge)
                .where(TelegramBridge.id == THE_ROW, free)
                .values(holder=self.holder, held_until=now() + timedelta(seconds=self.seconds))
                .returning(TelegramBridge.id)
            )
            taken = (await db.execute(taking)).scalar_one_or_none() is not None
        self._held_until = began + self.seconds if taken else 0.0
        return taken

    async def wait(self) -> None:
        """Return once this process holds the lease."""
        while True:
            if await self.take():
                return
            await asyncio.sleep(self.seconds / 3)

    async def keep(self) -> None:
        """Renew the lease for as long as nobody else has it; returns when it is lost."""
        while True:
            await asyncio.sleep(self.seconds / 3)
            if not await self.take():
                return

    async def give_back(self) -> None:
        """Let another process begin at once."""
        self._held_until = 0.0
        async with self.database.transaction() as db:
            await db.execute(
                update(TelegramBridge)
                .where(TelegramBridge.holder == self.holder)
                .values(holder=None, held_until=None)
            )
