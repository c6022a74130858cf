"""Dialogues of data, held with the real assistant through the real door."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.journeys.conftest import Running
from tests.support.chat import Chat, Frame, chatting
from tests.support.responses import is_response

FILES = sorted((Path(__file__).parent / "dialogues").glob("*.yml"))
DIALOGUES = [dialogue for file in FILES for dialogue in yaml.safe_load(file.read_text("utf-8"))]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
async def test_dialogue(running: Running, dialogue: dict[str, Any]) -> None:
    reference = dialogue.get("signed_in_as")
    identity = running.identity(reference) if reference else None
    async with chatting(running.address, identity=identity) as chat:
        for turn in dialogue["turns"]:
            await hold(chat, turn)


async def hold(chat: Chat, turn: dict[str, Any]) -> None:
    """One turn: what the worker says or presses, and what must come back, in order."""
    if "press" in turn:
        await chat.press(turn["press"])
    else:
        await chat.say(turn["worker"])
    answer = await chat.next_from("service" if turn.get("service") else "bot")
    assert_answers(answer, turn)
    for following in turn.get("then", ()):
        assert_answers(await chat.next_from("bot"), following)


def assert_answers(answer: Frame, turn: dict[str, Any]) -> None:
    """The answer is the one that was meant, with its sources and buttons."""
    text = answer["text"]
    if "bot" in turn:
        assert is_response(text, turn["bot"]), text
    if "not_bot" in turn:
        assert not is_response(text, turn["not_bot"]), text
    for part in turn.get("contains", ()):
        assert part in text
    if turn.get("has_sources"):
        assert answer["sources"]
        assert answer["checked_on"]
    if "buttons" in turn:
        assert [button["title"] for button in answer["buttons"]] == turn["buttons"]
