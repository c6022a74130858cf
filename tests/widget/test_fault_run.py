"""One long conversation on a very bad line."""

import random

import pytest

from tests.widget.chat import Chat
from tests.widget.server import Frame

pytestmark = pytest.mark.asyncio(loop_scope="package")

SENDS, KILLS, INJECTED = 40, 8, 24


def bad_line(chance: random.Random) -> object:
    """Messages that come twice, or late, behind the next frame."""
    late: list[Frame] = []

    def wire(frame: Frame) -> list[Frame]:
        if frame["type"] != "message":
            return [frame]
        fate = chance.random()
        if fate < 0.1 and not late:
            late.append(frame)
            return []
        sent = [frame, frame] if fate < 0.25 else [frame]
        return [*sent, *(late.pop() for _ in list(late))]

    return wire


async def test_nothing_lost_nothing_doubled_same_order(chat: Chat) -> None:
    chance = random.Random(7)  # noqa: S311
    server = chat.server
    server.wire = bad_line(chance)  # type: ignore[assignment]
    for number in range(SENDS):
        await chat.say(f"bericht {number}")
        if number % 5 == 2:
            server.dies_before_ack = number % 2 == 0
            server.kill()
            for piece in range(INJECTED // KILLS):
                await server.speak("coach", f"coach {number}-{piece}")
        if number % 5 == 4:
            server.dies_before_ack = False
    server.wire = lambda frame: [frame]
    await chat.page.wait_for_timeout(500)
    server.kill()
    await chat.has(1 + SENDS + INJECTED)
    await chat.is_settled()

    stored = [(m["speaker"], m["text"]) for m in server.talk.messages]
    typed = [text for speaker, text in stored if speaker == "worker"]
    assert typed == [f"bericht {number}" for number in range(SENDS)]
    assert await chat.shown() == stored

    await chat.visit()
    await chat.open()
    await chat.has(1 + SENDS + INJECTED)
    assert await chat.shown() == stored
