"""Worker and coach see each other typing; nobody else shows up as typing."""

import json

import pytest

from api.conversations import typing
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


async def test_coach_sees_the_worker_typing_until_it_is_said(console: Console) -> None:
    worker = chatting(console.address, identity=console.identity())
    async with console.taken() as (sanne, asked), worker as chat, looking(console, sanne) as page:
        await page.shows(escalation=asked, regions={"typing": ""})
        assert "typt" not in await page.target("typing")
        await chat.send(type="typing")
        assert "<bdi>Samira</bdi> typt" in await page.target("typing")
        await chat.say("Ja, graag")
        assert "typt" not in await page.target("typing")


async def test_worker_who_stops_typing_is_no_longer_shown(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing, "LASTS_SECONDS", 0.2)
    worker = chatting(console.address, identity=console.identity())
    async with console.taken() as (sanne, asked), worker as chat, looking(console, sanne) as page:
        await page.shows(escalation=asked, regions={"typing": ""})
        await page.target("typing")
        await chat.send(type="typing")
        assert "typt" in await page.target("typing")
        assert "typt" not in await page.target("typing")


async def test_what_a_worker_types_to_the_bot_or_in_the_queue_is_nobodys(console: Console) -> None:
    asked = await console.asks()
    async with chatting(console.address, identity=console.identity()) as chat:
        await chat.send(type="typing")
        await chat.say("ben ik er nog?")
        await chat.next(lambda f: f["type"] == "ack")
    assert not console.parts.workers_typing.is_typing(asked.conversation_id)
