"""Telegram may bring updates itself; nobody else may."""

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import func, select

from api.app import create_app
from api.channels.telegram.tables import TelegramUpdate
from api.channels.telegram.updates import read_update
from api.settings import Settings
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import TOKEN, FakeTelegram
from tests.conftest import RunningApi
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving

SECRET = "s3cret_" * 4
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def api(
    settings: Settings, rasa: ScriptedRasa, telegram: FakeTelegram
) -> AsyncIterator[RunningApi]:
    """The API, to which Telegram brings updates."""
    settings.telegram_bot_token, settings.telegram_webhook_secret = TOKEN, SECRET
    settings.public_url = "https://chat.example.org"
    async with (
        serving(rasa.app) as settings.assistant_url,
        serving(telegram.app) as settings.telegram_api_url,
    ):
        app = create_app(settings)
        async with serving(app) as address:
            await telegram.until(lambda: telegram.of("setWebhook"))
            yield RunningApi(address, app.state.services)
        await telegram.close()


async def bring(api: RunningApi, update: Any, secret: str | None) -> int:
    """Post an update as Telegram would; returns the status of the answer."""
    headers = {} if secret is None else {HEADER: secret}
    async with httpx.AsyncClient() as http:
        url = f"{api.address}/telegram/webhook"
        return (await http.post(url, json=update, headers=headers)).status_code


async def count(api: RunningApi) -> int:
    async with api.database.reading() as db:
        return await db.scalar(select(func.count()).select_from(TelegramUpdate)) or 0


async def test_telegram_is_told_where_to_bring_updates(
    api: RunningApi, telegram: FakeTelegram
) -> None:
    assert telegram.webhook["url"] == "https://chat.example.org/telegram/webhook"
    assert telegram.webhook["secret_token"] == SECRET
    assert telegram.confirmed == []


async def test_update_that_is_brought_is_answered_once(api: RunningApi, person: Person) -> None:
    update = {"update_id": 1, "message": person.message(text="hoi")}
    assert [await bring(api, update, SECRET) for _ in range(3)] == [200, 200, 200]
    await person.reads("echo: hoi")
    assert await count(api) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1]])
async def test_without_the_secret_nothing_is_stored(
    api: RunningApi, person: Person, secret: str | None
) -> None:
    update = {"update_id": 1, "message": person.message(text="hoi")}
    assert await bring(api, update, secret) == 403
    assert await count(api) == 0


async def test_what_is_no_update_is_refused(api: RunningApi) -> None:
    for update in ({}, {"update_id": "x"}, {"update_id": 1, "message": 3}, [], "x"):
        assert await bring(api, update, SECRET) == 422
    assert await count(api) == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["message", "chat", "id", "type", "from", "text", "date", "data", "message_id"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)
UPDATES = st.dictionaries(
    st.sampled_from(["update_id", "message", "edited_message", "callback_query", "poll"]), JSON
)


@settings(max_examples=100, deadline=None)
@given(UPDATES)
def test_reading_never_breaks(update: dict[str, Any]) -> None:
    with suppress(ValidationError):
        raw = read_update(update)
        assert raw.kept().kind
        assert raw.sent_at.tzinfo
