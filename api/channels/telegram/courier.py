"""Brings the feed of conversations to their Telegram chats: in order, and none forgotten."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.pictures.drawings import Drawings
from api.channels.telegram import delivery
from api.channels.telegram.client import TelegramClient
from api.channels.telegram.composing import Part
from api.channels.telegram.delivery import Due, Letter
from api.channels.telegram.errors import Away, Blocked, Busy, Refused
from api.channels.telegram.lease import Lease
from api.channels.telegram.pacing import Pace
from api.channels.telegram.tables import TelegramChat
from api.conversations.tables import Conversation
from api.database import Database, now
from api.signals import ANY_CONVERSATION

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 1.0
LONGEST_PAUSE = timedelta(minutes=1)


async def chats_with_news(db: AsyncSession) -> list[int]:
    """Chats that are open, not waiting for a second try, and behind their conversation."""
    is_behind = or_(
        TelegramChat.stopped_after_seq.is_not(None),
        Conversation.last_seq > TelegramChat.delivered_seq,
        TelegramChat.withheld_seq.is_not(None) & TelegramChat.amounts_allowed_at.is_not(None),
    )
    found = await db.scalars(
        select(TelegramChat.chat_id)
        .join(Conversation, Conversation.id == TelegramChat.conversation_id)
        .where(is_behind, TelegramChat.blocked_at.is_(None))
        .where(or_(TelegramChat.retry_at.is_(None), TelegramChat.retry_at <= now()))
    )
    return list(found)


class Courier:
    """Delivers to each chat at its own pace. The conversations are its queue."""

    def __init__(
        self, database: Database, client: TelegramClient, lease: Lease, drawings: Drawings
    ) -> None:
        self.database = database
        self.client = client
        self.lease = lease
        self.drawings = drawings
        self.pace = Pace()
        self._under_way: set[int] = set()

    async def run(self) -> None:
        """Deliver for ever."""
        signals = self.database.signals
        async with asyncio.TaskGroup() as tasks:
            with signals.listening(ANY_CONVERSATION) as listener:
                while True:
                    async with self.database.reading() as db:
                        behind = await chats_with_news(db)
                    for chat_id in behind:
                        if chat_id not in self._under_way:
                            self._under_way.add(chat_id)
                            tasks.create_task(self._serve(chat_id))
                    await listener.wait(LOOK_AGAIN_SECONDS)

    async def _serve(self, chat_id: int) -> None:
        try:
            while await self._deliver_next(chat_id):
                pass
        except Exception:
            log.exception("Delivering to a Telegram chat failed and will be tried again.")
            async with self.database.transaction() as db:
                await delivery.postpone(db, chat_id, LONGEST_PAUSE)
        finally:
            self._under_way.discard(chat_id)

    async def _deliver_next(self, chat_id: int) -> bool:
        """Send the next part that is due; tell whether there may be more."""
        if await self._due(chat_id) is None:
            return False
        await self.pace.wait(chat_id)
        # Looked at again: meanwhile the worker may have said "/stop".
        due = await self._due(chat_id)
        if due is None:
            return False
        image = due.showing.image
        letter = due.letter(await self.drawings.at(image) if image else None)
        return self.lease.is_held and await self._send(letter)

    async def _due(self, chat_id: int) -> Due | None:
        async with self.database.reading() as db:
            step = await delivery.next_step(db, chat_id)
        if step.skips:
            async with self.database.transaction() as db:
                await delivery.skip(db, step)
        return step.due

    async def _send_part(self, chat_id: int, part: Part) -> None:
        try:
            await self.client.send(chat_id, part)
        except Refused:
            if part.photo is None or not part.text:
                raise
            # The words matter more than the picture beside them.
            await self.client.send(chat_id, replace(part, photo=None))

    async def _send(self, letter: Letter) -> bool:
        try:
            await self._send_part(letter.chat_id, letter.part)
        except (Busy, Blocked, Refused, Away) as error:
            log.warning("Telegram did not take a message: %s", error.code)
            async with self.database.transaction() as db:
                return await delivery.note_failure(db, letter, error)
        self.pace.sent(letter.chat_id)
        async with self.database.transaction() as db:
            await delivery.mark(db, letter)
        return True
