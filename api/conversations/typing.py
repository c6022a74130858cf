"""Who is typing now. Only people type: there is no such sign for the bot.

Kept in this process and forgotten within seconds; another process does not know, and shows
nothing, which is true soon enough.
"""

import asyncio
import time
from uuid import UUID

from api.signals import Signals, conversation_topic

# A page says again that somebody types well before this is over.
LASTS_SECONDS = 6.0


class Typing:
    """One side's typing, by conversation: that of coaches, or that of workers with a coach."""

    def __init__(self, signals: Signals) -> None:
        self.signals = signals
        self._until: dict[UUID, float] = {}

    def note(self, conversation_id: UUID) -> None:
        """Somebody on this side touched a key."""
        is_new = not self.is_typing(conversation_id)
        self._until[conversation_id] = time.monotonic() + LASTS_SECONDS
        if is_new:
            self.signals.notify(conversation_topic(conversation_id))
            self._look_again(conversation_id, LASTS_SECONDS)

    def stop(self, conversation_id: UUID) -> None:
        """What was typed has been said."""
        if self._until.pop(conversation_id, None):
            self.signals.notify(conversation_topic(conversation_id))

    def is_typing(self, conversation_id: UUID) -> bool:
        """Whether this side of the conversation is typing now."""
        return self._until.get(conversation_id, 0.0) > time.monotonic()

    def _look_again(self, conversation_id: UUID, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._expire, conversation_id)

    def _expire(self, conversation_id: UUID) -> None:
        left = self._until.get(conversation_id, 0.0) - time.monotonic()
        if left > 0:
            self._look_again(conversation_id, left)
        else:
            self.stop(conversation_id)
