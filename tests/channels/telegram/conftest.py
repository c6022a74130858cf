"""A running API whose Telegram is ours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.app import create_app
from api.channels.telegram import pacing
from api.settings import Settings
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import TOKEN, FakeTelegram
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests that are not about pace not wait for it."""
    monkeypatch.setattr(pacing, "PER_CHAT_SECONDS", 0.0)
    monkeypatch.setattr(pacing, "OVERALL_SECONDS", 0.0)


@pytest.fixture
async def telegram(quick: None) -> FakeTelegram:
    fake = FakeTelegram()
    fake.enforces_limits = False
    return fake


@pytest.fixture
async def api(
    settings: Settings, rasa: ScriptedRasa, telegram: FakeTelegram
) -> AsyncIterator[RunningApi]:
    """The API with its bridge, between the scripted Rasa and our own Telegram."""
    settings.telegram_bot_token = TOKEN
    async with (
        serving(rasa.app) as settings.assistant_url,
        serving(telegram.app) as settings.telegram_api_url,
    ):
        app = create_app(settings)
        async with serving(app) as address:
            settings.allowed_origins = [address]
            await telegram.until(lambda: telegram.of("setMyCommands"))
            yield RunningApi(address, app.state.services)
        await telegram.close()


@pytest.fixture
def person(api: RunningApi, telegram: FakeTelegram) -> Person:
    """A visitor on Telegram."""
    return Person(telegram)


async def panel_of(chat: Chat, words: str) -> dict[str, Any]:
    """The newest panel about Telegram, once it has these words."""

    def is_it(frame: dict[str, Any]) -> bool:
        return frame["type"] == "telegram" and words in frame["text"]

    shown = [frame for frame in chat.frames if frame["type"] == "telegram"]
    if shown and is_it(shown[-1]):
        return shown[-1]
    return await chat.next(is_it, seconds=20)


async def code_for(chat: Chat) -> str:
    """A fresh code, as the widget shows it."""
    await chat.send(type="telegram", wish="code")
    panel = await panel_of(chat, "Deel de code met niemand")
    code: str = panel["link"].partition("?start=")[2]
    return code


@asynccontextmanager
async def signed_in(
    api: RunningApi, reference: str = "w1", name: str = "Samira"
) -> AsyncIterator[Chat]:
    """A worker with the widget open."""
    async with chatting(api.address, identity=api.identity(reference, name)) as chat:
        yield chat


async def link(chat: Chat, person: Person) -> None:
    """Link, with a yes on both sides."""
    before = len(person.texts)
    code = await code_for(chat)
    await person.says(f"/start {code}")
    await person.reads("koppelen aan het account van", since=before)
    await person.presses("Ja, dat ben ik")
    await panel_of(chat, "wil koppelen")
    await chat.send(type="telegram", wish="confirm")
    await panel_of(chat, "Gekoppeld met Telegram")
    await person.reads("Telegram is gekoppeld", since=before)
