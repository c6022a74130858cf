"""The one file that knows Telegram's Bot API: what we say goes in, our own errors come out."""

import logging
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

# The library's coming way to tell how long to wait.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from api.channels.telegram.composing import Part
from api.channels.telegram.errors import Away, Blocked, Busy, Refused
from api.channels.telegram.updates import RawUpdate, read_update
from api.settings import Settings

# Bodies and addresses carry what workers say and our token; neither belongs in a log.
for _name in ("telegram", "httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
CONNECTIONS = 30
TIMEOUT_SECONDS = 15.0
GONE = ("chat not found", "user is deactivated", "bot was blocked", "peer_id_invalid")


@asynccontextmanager
async def _translating() -> AsyncIterator[None]:
    """Let the rest of the house hear our own errors only."""
    try:
        yield
    except RetryAfter as error:
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        raise Busy(seconds) from error
    except (Forbidden, ChatMigrated) as error:
        raise Blocked from error
    except BadRequest as error:
        if any(words in error.message.lower() for words in GONE):
            raise Blocked from error
        raise Refused(error.message) from error
    except (TelegramError, Conflict) as error:
        raise Away(type(error).__name__) from error


class TelegramClient:
    """Our bot, as Telegram knows it. Every call raises Busy, Blocked, Refused or Away."""

    def __init__(self, settings: Settings) -> None:
        def request() -> HTTPXRequest:
            return HTTPXRequest(
                connection_pool_size=CONNECTIONS,
                read_timeout=TIMEOUT_SECONDS,
                write_timeout=TIMEOUT_SECONDS,
                connect_timeout=TIMEOUT_SECONDS,
                pool_timeout=TIMEOUT_SECONDS,
            )

        self.bot = Bot(
            settings.telegram_bot_token,
            base_url=f"{settings.telegram_api_url}/bot",
            request=request(),
            get_updates_request=request(),
        )

    async def start(self) -> str:
        """Say hello to Telegram; returns the bot's username."""
        async with _translating():
            await self.bot.initialize()
        return self.bot.username

    async def close(self) -> None:
        """Let go of the connections."""
        await self.bot.shutdown()

    async def register_commands(self, commands: Sequence[tuple[str, str]]) -> None:
        """Show these commands, with their Dutch descriptions, in every chat."""
        async with _translating():
            await self.bot.set_my_commands([BotCommand(*command) for command in commands])

    async def use_webhook(self, url: str, secret: str) -> None:
        """Let Telegram bring updates to this address."""
        async with _translating():
            await self.bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED)

    async def use_polling(self) -> None:
        """Let Telegram keep updates until we fetch them."""
        async with _translating():
            await self.bot.delete_webhook(drop_pending_updates=False)

    async def fetch(self, offset: int | None, wait_seconds: int) -> list[RawUpdate]:
        """The updates from `offset` on; earlier ones are forgotten by Telegram with this call."""
        async with _translating():
            found = await self.bot.get_updates(
                offset=offset, timeout=wait_seconds, allowed_updates=WANTED
            )
        return [read_update(update.to_dict()) for update in found]

    async def send(self, chat_id: int, part: Part) -> None:
        """Send one part of a message."""
        async with _translating():
            if part.photo is None:
                await self.bot.send_message(
                    chat_id,
                    part.text,
                    entities=_entities(part),
                    reply_markup=_keyboard(part),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            else:
                await self.bot.send_photo(
                    chat_id,
                    part.photo,
                    caption=part.text,
                    caption_entities=_entities(part),
                    reply_markup=_keyboard(part),
                )

    async def answer_press(self, press_id: str, text: str) -> None:
        """Let the worker see that a button was pressed, or why it does nothing."""
        async with _translating():
            await self.bot.answer_callback_query(press_id, text=text[:200])

    async def decline(self, chat_id: int, text: str) -> None:
        """Say why we do not talk here, and leave."""
        async with _translating():
            await self.bot.send_message(chat_id, text)
        async with _translating():
            await self.bot.leave_chat(chat_id)


def _entities(part: Part) -> list[MessageEntity] | None:
    found = [MessageEntity(e.type, e.offset, e.length, url=e.url) for e in part.entities]
    return found or None


def _keyboard(part: Part) -> InlineKeyboardMarkup | None:
    rows: list[list[Any]] = [
        [InlineKeyboardButton(button.title, callback_data=button.id)] for button in part.buttons
    ]
    return InlineKeyboardMarkup(rows) if rows else None
