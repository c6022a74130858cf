"""Conversations outlive Rasa, and a turn that failed is not among them."""

import asyncio
import sqlite3
import time

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered

from bot.tracker_store import DurableTrackerStore

DOMAIN = Domain.from_yaml('version: "3.1"\nintents: [begroeten]\nresponses: {}')


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'var' / 'tracker.db'}"


def open_store(address):
    return DurableTrackerStore(address, DOMAIN)


async def take_turn(store, text, *more):
    tracker = await store.get_or_create_tracker("c", append_action_listen=False)
    for event in (*more, UserUttered(text, {"name": "begroeten"}), BotUttered("Hoi")):
        tracker.update(event)
    await store.save(tracker)


def texts(tracker):
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


class TestDurableTrackerStore:
    def test_restart_forgets_nothing(self, address):
        async def run():
            store = open_store(address)
            await take_turn(store, "een")
            await take_turn(store, "twee")
            return await open_store(address).retrieve("c")

        assert texts(asyncio.run(run())) == ["een", "twee"]

    def test_what_is_remembered_is_what_is_stored(self, address):
        async def run():
            store = open_store(address)
            for text in ("een", "twee", "drie"):
                await take_turn(store, text)
            stock = SQLTrackerStore(DOMAIN, host=address)
            return await store.retrieve("c"), await stock.retrieve("c")

        remembered, stored = asyncio.run(run())
        assert list(remembered.events) == list(stored.events)
        assert remembered.current_state() == stored.current_state()

    def test_turn_that_is_not_saved_is_forgotten(self, address):
        async def run():
            store = open_store(address)
            await take_turn(store, "een")
            tracker = await store.retrieve("c")
            tracker.update(UserUttered("mislukt", {"name": "begroeten"}))
            return await store.retrieve("c")

        assert texts(asyncio.run(run())) == ["een"]

    def test_new_session_begins_a_short_conversation(self, address):
        async def run():
            store = open_store(address)
            await take_turn(store, "oud")
            begin = (ActionExecuted("action_session_start"), SessionStarted())
            await take_turn(store, "nieuw", *begin)
            await take_turn(store, "nieuwer")
            return await store.retrieve("c"), await store.retrieve_full_tracker("c")

        now, ever = asyncio.run(run())
        assert texts(now) == ["nieuw", "nieuwer"]
        assert texts(ever) == ["oud", "nieuw", "nieuwer"]

    def test_remembers_a_hundred_conversations_and_no_more(self, address):
        async def run():
            store = open_store(address)
            for number in range(120):
                tracker = await store.get_or_create_tracker(str(number), None, False)
                tracker.update(UserUttered("hoi", {"name": "begroeten"}))
                await store.save(tracker)
            return store, await store.retrieve("0")

        store, first = asyncio.run(run())
        assert len(store._recent) == 100
        assert texts(first) == ["hoi"]

    def test_what_is_older_than_a_month_is_forgotten(self, address):
        def days_ago(days):
            return time.time() - days * 24 * 3600

        async def run():
            store = open_store(address)
            tracker = await store.get_or_create_tracker("c", None, False)
            for text, days in (("oud", 31), ("nieuw", 29)):
                tracker.update(UserUttered(text, {"name": "begroeten"}, timestamp=days_ago(days)))
            await store.save(tracker)
            await take_turn(store, "nu")
            before = await store.retrieve("c")
            store._forgot_at = days_ago(1)
            await take_turn(store, "later")
            return before, await open_store(address).retrieve("c")

        before, restarted = asyncio.run(run())
        assert texts(before) == ["oud", "nieuw", "nu"]
        assert texts(restarted) == ["nieuw", "nu", "later"]
        with sqlite3.connect(address.removeprefix("sqlite:///")) as connection:
            old = connection.execute("SELECT id FROM events WHERE data LIKE '%oud%'")
            assert old.fetchall() == []

    def test_with_more_workers_nothing_is_remembered(self, address, monkeypatch):
        monkeypatch.setenv("SANIC_WORKERS", "2")

        async def run():
            store = open_store(address)
            await take_turn(store, "een")
            await take_turn(open_store(address), "twee")
            return await store.retrieve("c")

        assert texts(asyncio.run(run())) == ["een", "twee"]

    def test_file_is_in_write_ahead_mode(self, address):
        asyncio.run(take_turn(open_store(address), "een"))
        with sqlite3.connect(address.removeprefix("sqlite:///")) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
