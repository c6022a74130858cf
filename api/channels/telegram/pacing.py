"""How fast we may speak: Telegram allows 30 messages a second over all, and one per chat."""

import asyncio
import time

OVERALL_SECONDS = 1 / 24
PER_CHAT_SECONDS = 1.05


class Pace:
    """Lets callers wait for their turn. One per process: only one process is the bridge."""

    def __init__(self) -> None:
        self._next_turn = 0.0
        self._sent: dict[int, float] = {}

    async def wait(self, chat_id: int) -> None:
        """Return when something may be sent to this chat."""
        rest = self._sent.get(chat_id, 0.0) + PER_CHAT_SECONDS - time.monotonic()
        if rest > 0:
            await asyncio.sleep(rest)
        moment = time.monotonic()
        turn = max(moment, self._next_turn)
        self._next_turn = turn + OVERALL_SECONDS
        if turn > moment:
            await asyncio.sleep(turn - moment)

    def sent(self, chat_id: int) -> None:
        """Note that something has just arrived in this chat."""
        moment = time.monotonic()
        self._sent[chat_id] = moment
        if len(self._sent) > 10_000:
            recent = moment - PER_CHAT_SECONDS
            self._sent = {chat: sent for chat, sent in self._sent.items() if sent > recent}
