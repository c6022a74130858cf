"""Wake-up calls between parts of the service.

A signal carries no data: whoever wakes reads the database, which stays the source of truth.
So a lost signal costs a moment, never a message.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

DESK = "desk"
# Rung with every new message, wherever it stands.
ANY_CONVERSATION = "conversations"


def conversation_topic(conversation_id: UUID) -> str:
    """The topic on which news of one conversation is signalled."""
    return f"conversation:{conversation_id}"


class Listener:
    """One sleeper that can be woken."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._topics: set[str] = set()

    def ring(self, topic: str) -> None:
        """Wake the sleeper, now or at its next wait."""
        self._topics.add(topic)
        self._rung.set()

    def take_topics(self) -> frozenset[str]:
        """Which topics rang since this was last asked."""
        topics = frozenset(self._topics)
        self._topics.clear()
        return topics

    async def wait(self, timeout_seconds: float) -> bool:
        """Sleep until rung or until the time is over; tell whether it was a ring."""
        try:
            await asyncio.wait_for(self._rung.wait(), timeout_seconds)
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Signals:
    """Signals within this process."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)

    def notify(self, topic: str) -> None:
        """Wake everyone who listens to the topic."""
        for listener in tuple(self._listeners.get(topic, ())):
            listener.ring(topic)

    @contextmanager
    def listening(self, *topics: str) -> Iterator[Listener]:
        """Listen to the topics for as long as the block lasts."""
        listener = Listener()
        for topic in topics:
            self._listeners[topic].add(listener)
        try:
            yield listener
        finally:
            for topic in topics:
                self._forget(topic, listener)

    def _forget(self, topic: str, listener: Listener) -> None:
        self._listeners[topic].discard(listener)
        if not self._listeners[topic]:
            del self._listeners[topic]
