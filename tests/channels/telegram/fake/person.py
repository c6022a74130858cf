"""Somebody on Telegram."""

import json
import time
from collections.abc import Callable
from typing import Any

from tests.channels.telegram.fake.server import BOT, FakeTelegram, Json


class Person:
    """Types, presses and reads in one private chat."""

    patience_seconds = 20.0

    def __init__(self, telegram: FakeTelegram, chat_id: int = 7, name: str = "Samira") -> None:
        self.telegram = telegram
        self.id = chat_id
        self.user = {"id": chat_id, "is_bot": False, "first_name": name}
        self.chat = {"id": chat_id, "type": "private", "first_name": name}

    @property
    def messages(self) -> list[Json]:
        """Everything that was sent here."""
        return self.telegram.sent_to(self.id)

    @property
    def texts(self) -> list[str]:
        """The words of it."""
        return [m.get("text", m.get("caption", "")) for m in self.messages]

    def message(self, **content: Any) -> Json:
        """A message of this person, as Telegram describes it."""
        return {
            "message_id": self.telegram.next_message_id(),
            "date": int(time.time()),
            "chat": self.chat,
            "from": self.user,
            **content,
        }

    async def says(self, text: str) -> Json:
        """Type something; returns the message."""
        message = self.message(text=text)
        await self.telegram.happen(message=message)
        return message

    async def sends(self, **content: Any) -> None:
        """Send something that is no text."""
        await self.telegram.happen(message=self.message(**content))

    async def edits(self, message: Json, text: str) -> None:
        """Change what was typed before."""
        edited = {**message, "text": text, "edit_date": int(time.time())}
        await self.telegram.happen(edited_message=edited)

    async def presses(self, title: str) -> str:
        """Press the newest button with this title; returns the id of the press."""
        return await self.presses_data(self.button(title), self.messages[-1])

    async def presses_data(self, data: str, message: Json) -> str:
        """Press a button with this data, made up or not."""
        press_id = str(self.telegram.next_message_id())
        shown = {
            "message_id": message.get("message_id", 1),
            "date": int(time.time()),
            "chat": self.chat,
            "from": BOT,
            "text": "x",
        }
        press = {"id": press_id, "from": self.user, "chat_instance": "1"}
        await self.telegram.happen(callback_query={**press, "message": shown, "data": data})
        return press_id

    def button(self, title: str) -> str:
        """The data of the newest button with this title."""
        return next(b["callback_data"] for b in reversed(self.buttons) if b["text"] == title)

    @property
    def buttons(self) -> list[Json]:
        """Every button that was shown."""
        rows = [
            row
            for message in self.messages
            for row in json.loads(message.get("reply_markup") or "{}").get("inline_keyboard", [])
        ]
        return [button for row in rows for button in row]

    async def reads(self, words: str, seconds: float = 0.0, since: int = 0) -> str:
        """Wait until a message with these words has come, after so many others; returns it."""

        def has_come() -> bool:
            return any(words in text for text in self.texts[since:])

        await self._until(has_come, words, seconds)
        return next(text for text in reversed(self.texts) if words in text)

    async def has(self, count: int, seconds: float = 0.0) -> list[str]:
        """Wait until so many messages have come."""
        await self._until(lambda: len(self.messages) >= count, f"{count} messages", seconds)
        return self.texts

    async def toast(self, press_id: str) -> str:
        """What was shown at the press of a button."""

        def found() -> list[str]:
            calls = self.telegram.of("answerCallbackQuery")
            ours = [c.given for c in calls if c.given["callback_query_id"] == press_id]
            return [given.get("text", "") for given in ours]

        await self._until(lambda: bool(found()), f"an answer to press {press_id}")
        return found()[-1]

    async def _until(self, happened: Callable[[], bool], what: str, seconds: float = 0.0) -> None:
        try:
            await self.telegram.until(happened, seconds or self.patience_seconds)
        except TimeoutError:
            refused = self.telegram.refused
            message = f"No {what!r}; read: {self.texts}; refused calls: {refused}"
            raise AssertionError(message) from None
