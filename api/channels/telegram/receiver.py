"""Works through the inbox: each stored update once, in order per chat."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from api.channels.telegram import inbox
from api.channels.telegram.client import TelegramClient
from api.channels.telegram.errors import Away, Blocked, Busy, Refused
from api.channels.telegram.handling import Aftermath, give_up, handle
from api.channels.telegram.tables import TelegramUpdate
from api.channels.telegram.words import word
from api.conversations.answering import Answerer
from api.database import Database

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
LOOK_AGAIN_SECONDS = 1.0


class Receiver:
    """Handles stored updates; what it does and the mark that it did are one transaction."""

    def __init__(self, database: Database, answerer: Answerer, client: TelegramClient) -> None:
        self.database = database
        self.answerer = answerer
        self.client = client
        self.per_minute = 20
        self._aside: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work for ever; a crash between two updates loses and doubles nothing."""
        with self.database.signals.listening(inbox.INBOX) as listener:
            while True:
                await self.handle_all()
                await listener.wait(LOOK_AGAIN_SECONDS)

    async def handle_all(self) -> None:
        """Handle what is stored. A chat whose update fails keeps its order, and waits."""
        waiting: set[int] = set()
        while True:
            async with self.database.reading() as db:
                updates = await inbox.owed(db, waiting)
            if not updates:
                return
            for update in updates:
                if update.chat_id not in waiting and not await self._succeeds(update):
                    waiting.add(update.chat_id)

    async def _succeeds(self, update: TelegramUpdate) -> bool:
        try:
            await self._handle(update.update_id)
        except Exception:
            log.exception("A Telegram update failed and will be tried again.")
            return await self._count_failure(update.update_id)
        return True

    async def _handle(self, update_id: int) -> None:
        async with self.database.transaction() as db:
            update = await db.get_one(TelegramUpdate, update_id, with_for_update=True)
            if update.handled_at:
                return
            aftermath = await handle(db, update, self.per_minute)
        if aftermath.wake:
            self.answerer.wake(aftermath.wake)
        self._see_to(aftermath)

    async def _count_failure(self, update_id: int) -> bool:
        """Whether the chat may go on: after a few attempts the update is let go."""
        if await inbox.count_attempt(self.database, update_id) < MOST_ATTEMPTS:
            return False
        async with self.database.transaction() as db:
            await give_up(db, await db.get_one(TelegramUpdate, update_id))
        return True

    def _see_to(self, aftermath: Aftermath) -> None:
        if aftermath.press_id:
            self._try(self.client.answer_press(aftermath.press_id, aftermath.toast))
        if aftermath.decline:
            self._try(self.client.decline(aftermath.decline, word("only_private")))

    def _try(self, saying: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_best_effort(saying))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)


async def _best_effort(saying: Coroutine[Any, Any, None]) -> None:
    """Said once: a pressed button forgets its question within seconds, so trying again is vain."""
    try:
        await saying
    except (Away, Blocked, Busy, Refused) as error:
        log.info("Telegram did not take an aside: %s", error.code)
