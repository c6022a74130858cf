"""A worker sees that their coach is typing; nobody else shows up as typing."""

import json

from tests.console.coaches import Console, reply
from tests.console.test_live import looking
from tests.support.chat import chatting


async def test_worker_sees_the_coach_typing_and_that_it_ends(console: Console) -> None:
    worker = chatting(console.address, identity=console.identity())
    async with console.taken() as (sanne, asked), worker as chat, looking(console, sanne) as page:
        await page.shows(escalation=asked)
        await page.socket.send(json.dumps({"type": "typing"}))
        await chat.next(lambda f: f.get("typing") is True)
        await reply(sanne, asked, "dag")
        await chat.next(lambda f: f.get("typing") is False, seconds=20)


async def test_coach_of_another_conversation_is_not_shown(console: Console) -> None:
    worker = chatting(console.address, identity=console.identity())
    async with (
        console.taken() as (_sanne, asked),
        worker as chat,
        console.coach("youssef") as youssef,
        looking(console, youssef) as page,
    ):
        await page.shows(escalation=asked)
        await page.socket.send(json.dumps({"type": "typing"}))
        frames = await chat.quiet_for(0.5)
    assert not any(frame.get("typing") for frame in frames)
