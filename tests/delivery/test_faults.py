"""When something is broken: an honest sentence in time; a person and help are still near."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api.conversations import answering, turns
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.rasa import ScriptedRasa

IN_TIME = 10.0


def break_rasa(rasa: ScriptedRasa, fault: str) -> None:
    """Let Rasa be broken in one of the ways that it breaks in."""
    if fault == "silent":
        rasa.say_nothing()
    elif fault == "hangs":
        rasa.wait_for(asyncio.Event())
    elif fault == "nonsense":
        rasa.script = nonsense
    else:
        rasa.fail_with(int(fault))


async def nonsense(_question: dict[str, Any]) -> Any:
    """JSON that is no answer."""
    return {"replies": "geen lijst"}


@pytest.mark.parametrize("fault", ["silent", "500", "503", "hangs", "nonsense"])
class TestRasaIsBroken:
    async def test_honest_sentence_in_time(
        self, api: RunningApi, rasa: ScriptedRasa, fault: str
    ) -> None:
        break_rasa(rasa, fault)
        async with chatting(api.address) as chat:
            began = time.monotonic()
            told = await chat.ask("wat is een cao", seconds=IN_TIME)
        assert "Dat ligt aan ons" in told["text"]
        assert time.monotonic() - began < IN_TIME

    async def test_person_and_help_do_not_wait_for_it(
        self, api: RunningApi, rasa: ScriptedRasa, fault: str
    ) -> None:
        break_rasa(rasa, fault)
        async with chatting(api.address) as chat:
            await chat.say("wat is een cao")
            await chat.say("ik wil dood")
            await chat.next(lambda f: "113" in f.get("text", ""), seconds=2 * IN_TIME)
            await chat.say("Ik wil een coach spreken")
            await chat.next(lambda f: f.get("speaking") == "waiting", seconds=2 * IN_TIME)


class TestDatabaseIsBroken:
    async def test_locked_is_told_and_the_message_can_be_sent_again(self, api: RunningApi) -> None:
        client_id = str(uuid4())
        async with chatting(api.address) as chat:
            with locked(api):
                await chat.say("bewaar mij", client_id)
                refused = await chat.next(lambda f: f["type"] == "refused", IN_TIME)
                assert refused["code"] == "NotKept"
                await chat.say("ik wil dood")
                helped = await chat.next(lambda f: f["type"] == "refused")
                assert "bel 112" in helped["text"]
                assert "113" in helped["text"]
            await chat.say("bewaar mij", client_id)
            await chat.next(lambda f: f["type"] == "ack" and f["id"] == client_id)
            await chat.quiet_for(0.3)
        assert chat.texts.count("bewaar mij") == 1

    async def test_full_disk_is_told_and_kept_messages_stay(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            await chat.ask("dit paste nog")
            await fill_up(api)
            refused = await too_much(chat)
        assert refused["code"] == "NotKept"
        async with chatting(api.address, session=chat.welcome["session"]) as again:
            await again.until(lambda f: f.get("text") == "dit paste nog")


class TestClockJumps:
    @pytest.mark.parametrize("hours", [-3, 3])
    async def test_turn_under_way_is_answered_once(
        self,
        api: RunningApi,
        rasa: ScriptedRasa,
        monkeypatch: pytest.MonkeyPatch,
        hours: int,
    ) -> None:
        permission = asyncio.Event()
        rasa.wait_for(permission)
        async with chatting(api.address) as chat:
            await chat.say("hoe laat is het")
            async with asyncio.timeout(15):
                while not rasa.asked:
                    await chat.quiet_for(0.05)
            for module in (answering, turns):
                shift(monkeypatch, module, timedelta(hours=hours))
            await api.parts.answerer.sweep()
            permission.set()
            await chat.next_from("bot")
            await api.parts.answerer.sweep()
            frames = await chat.quiet_for(0.5)
        assert not any(frame.get("speaker") == "bot" for frame in frames)


def shift(monkeypatch: pytest.MonkeyPatch, module: Any, by: timedelta) -> None:
    """Let a module's clock be wrong."""
    real = module.now

    def wrong() -> datetime:
        moment: datetime = real() + by
        return moment

    monkeypatch.setattr(module, "now", wrong)


@contextmanager
def locked(api: RunningApi) -> Iterator[None]:
    """Another process keeps the database to itself."""
    other = sqlite3.connect(database_file(api), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def fill_up(api: RunningApi) -> None:
    """Let the database have no room left, as when the disk is full."""
    async with api.database.engine.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
    from sqlalchemy import event

    @event.listens_for(api.database.engine.sync_engine, "begin")
    def no_more_room(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


async def too_much(chat: Chat) -> dict[str, Any]:
    """Go on until it does not fit."""
    for number in range(200):
        await chat.say(f"{number} " + "vol " * 400)
        frame = await chat.next(lambda f: f["type"] in {"ack", "refused"})
        if frame["type"] == "refused":
            return frame
    raise AssertionError("It never got full.")


def database_file(api: RunningApi) -> Path:
    return Path(api.parts.settings.database_url.removeprefix("sqlite+aiosqlite:///"))
