"""The bridge between our conversations and Telegram: one process at a time runs it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import update

from api.accounts.pictures.drawings import Drawings
from api.channels.telegram import inbox
from api.channels.telegram.errors import Away, Blocked, Busy, Refused
from api.channels.telegram.lease import Lease
from api.channels.telegram.tables import TelegramBridge
from api.channels.telegram.watch import EVERY_SECONDS, watch
from api.conversations.answering import Answerer
from api.database import Database, now
from api.jobs import Job
from api.settings import Settings

if TYPE_CHECKING:
    from api.channels.telegram.client import TelegramClient

log = logging.getLogger(__name__)

WEBHOOK_PATH = "/telegram/webhook"
AGAIN_SECONDS = 5.0
HOUR_SECONDS = 3600.0


class Bridge:
    """Off without a token; otherwise it waits for its turn, and serves for as long as it lasts."""

    def __init__(
        self, settings: Settings, database: Database, answerer: Answerer, drawings: Drawings
    ) -> None:
        self.settings = settings
        self.database = database
        self.answerer = answerer
        self.lease = Lease(database, settings.telegram_lease_seconds)
        self.drawings = drawings

    @property
    def is_on(self) -> bool:
        """Whether this installation speaks with Telegram at all."""
        return bool(self.settings.telegram_bot_token)

    def jobs(self) -> tuple[Job, ...]:
        """Its work by the clock."""
        if not self.is_on:
            return ()
        return (
            Job("watch over Telegram", EVERY_SECONDS, lambda: watch(self.database)),
            Job("old Telegram updates", HOUR_SECONDS, lambda: inbox.forget_old(self.database)),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the bridge run for as long as the block lasts."""
        if not self.is_on:
            log.warning("Telegram is off: TELEGRAM_BOT_TOKEN is not set.")
            yield
            return
        task = asyncio.create_task(self._run(), name="telegram bridge")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self.lease.give_back()

    async def _run(self) -> None:
        # Only here: without Telegram nobody should pay for the library.
        from api.channels.telegram.client import TelegramClient

        while True:
            client = TelegramClient(self.settings)
            try:
                await self.lease.wait()
                await self._serve(client)
            except (Away, Blocked, Busy, Refused) as error:
                # Not what it says: the library's own words may hold our token.
                why = type(error.__cause__).__name__
                log.warning("Telegram does not let us begin: %s (%s)", error.code, why)
            except Exception:
                log.exception("The Telegram bridge failed and starts again.")
            finally:
                await client.close()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _serve(self, client: "TelegramClient") -> None:
        """Be the bridge until the lease is lost."""
        serving = asyncio.create_task(self._work(client))
        keeping = asyncio.create_task(self.lease.keep())
        try:
            ended, _ = await asyncio.wait({serving, keeping}, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            for task in (serving, keeping):
                task.cancel()
            await asyncio.gather(serving, keeping, return_exceptions=True)

    async def _work(self, client: "TelegramClient") -> None:
        from api.channels.telegram.courier import Courier
        from api.channels.telegram.poller import Poller
        from api.channels.telegram.receiver import Receiver

        await self._introduce(client)
        receiver = Receiver(self.database, self.answerer, client)
        receiver.per_minute = self.settings.messages_per_minute
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(receiver.run())
            tasks.create_task(Courier(self.database, client, self.lease, self.drawings).run())
            if not self.settings.telegram_webhook_secret:
                tasks.create_task(Poller(self.database, client).run())

    async def _introduce(self, client: "TelegramClient") -> None:
        from api.channels.telegram.commands import menu

        username = await client.start()
        await client.register_commands(menu())
        secret = self.settings.telegram_webhook_secret
        if secret:
            await client.use_webhook(self.settings.public_url.rstrip("/") + WEBHOOK_PATH, secret)
        else:
            await client.use_polling()
        async with self.database.transaction() as db:
            # Who is brought updates need not be heard from.
            heard_at = None if secret else now()
            values = {"bot_username": username, "heard_at": heard_at}
            await db.execute(update(TelegramBridge).values(**values))
        log.warning("Telegram is on: this process is the bridge of @%s.", username)
