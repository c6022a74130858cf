"""A running API whose Telegram is ours."""

from collections.abc import AsyncIterator

import pytest

from api.app import create_app
from api.channels.telegram import pacing
from api.settings import Settings
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import TOKEN, FakeTelegram
from tests.conftest import RunningApi
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


@pytest.fixture
def person(api: RunningApi, telegram: FakeTelegram) -> Person:
    """A visitor on Telegram."""
    return Person(telegram)
