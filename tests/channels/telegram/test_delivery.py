"""What is said reaches Telegram: in order, at Telegram's pace, and whatever goes wrong."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from api.channels.telegram import bridge, pacing
from api.channels.telegram.handling import HANDLERS
from api.channels.telegram.incoming import Incoming
from api.channels.telegram.lease import Lease
from api.channels.telegram.pacing import Pace
from api.channels.telegram.tables import TelegramBridge, TelegramChat, TelegramUpdate
from api.channels.telegram.undelivered import undelivered
from api.channels.telegram.updates import Kind
from api.channels.telegram.watch import alarms
from api.conversations.tables import Message
from api.database import Database, now
from api.services import Services
from api.settings import Settings
from api.signals import Signals
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.rules import RECORDED, rules
from tests.channels.telegram.fake.server import SENDS, TOKEN, FakeTelegram
from tests.channels.telegram.waiting import until
from tests.conftest import RunningApi
from tests.support.rasa import Question, ScriptedRasa, answer, reply
from tests.support.servers import serving

CHATS, QUESTIONS = 5, 6


def crowd(telegram: FakeTelegram) -> list[Person]:
    """A handful of people."""
    return [Person(telegram, 100 + number) for number in range(CHATS)]


async def ask_all(people: list[Person], questions: int = QUESTIONS) -> None:
    """Everybody asks everything, one after another."""
    for number in range(questions):
        for person in people:
            await person.says(f"vraag {number}")


def expected(questions: int = QUESTIONS) -> list[str]:
    return [f"echo: vraag {number}" for number in range(questions)]


class TestBadDays:
    async def test_too_many_requests_on_a_tenth_of_the_sends(
        self, api: RunningApi, telegram: FakeTelegram
    ) -> None:
        telegram.faults.too_many = 0.1
        people = crowd(telegram)
        await ask_all(people)
        for person in people:
            await person.has(QUESTIONS + 1, seconds=60)
            assert person.texts[1:] == expected()

    async def test_bad_gateway_on_a_tenth_of_the_sends(
        self, api: RunningApi, telegram: FakeTelegram
    ) -> None:
        telegram.faults.bad_gateway = 0.1
        people = crowd(telegram)
        await ask_all(people)
        for person in people:
            await person.has(QUESTIONS + 1, seconds=60)
            assert person.texts[1:] == expected()

    async def test_answer_that_got_lost_doubles_one_message_and_no_more(
        self, api: RunningApi, telegram: FakeTelegram
    ) -> None:
        telegram.faults.lost_answers = 0.1
        people = crowd(telegram)
        await ask_all(people)
        lost = 0
        for person in people:
            await person.reads(expected()[-1], seconds=60)
            lost += len(person.texts) - len(set(person.texts))
            assert list(dict.fromkeys(person.texts))[1:] == expected()
        assert lost > 0

    async def test_retry_after_thirty_seconds_is_kept_and_others_go_on(
        self, api: RunningApi, person: Person, telegram: FakeTelegram
    ) -> None:
        await person.says("hoi")
        await person.reads("echo: hoi")
        telegram.busy_chats[person.id] = 30
        await person.says("een")
        await person.says("twee")
        retry_at = await until(api.database, select(TelegramChat.retry_at))
        assert timedelta(seconds=25) < retry_at - now() <= timedelta(seconds=30)
        other = Person(telegram, 8)
        await other.says("hoi")
        await other.reads("echo: hoi")
        assert len(person.texts) == 2
        async with api.database.transaction() as db:
            (await db.get_one(TelegramChat, person.id)).retry_at = now()
        await person.has(4)
        assert person.texts[2:] == ["echo: een", "echo: twee"]

    async def test_twenty_three_hours_away_loses_nothing(
        self, api: RunningApi, telegram: FakeTelegram
    ) -> None:
        telegram.is_down = True
        people = crowd(telegram)
        for number in range(5):
            for person in people:
                message = person.message(text=f"vraag {number}")
                message["date"] -= 23 * 3600
                await telegram.happen(message=message)
        telegram.is_down = False
        for person in people:
            await person.has(6, seconds=60)
            assert person.texts[1:] == expected(5)

    async def test_refused_message_does_not_hold_up_the_next_and_is_told_to_the_coach(
        self, api: RunningApi, person: Person, telegram: FakeTelegram
    ) -> None:
        telegram.never = "echo: vergif"
        await person.says("vergif")
        await person.says("water")
        await person.reads("echo: water")
        async with api.database.reading() as db:
            message = await db.scalar(select(Message).where(Message.text == "echo: vergif"))
            assert message
            assert await undelivered(db, message.conversation_id) == {message.seq}

    async def test_picture_that_is_refused_becomes_words(
        self,
        api: RunningApi,
        person: Person,
        telegram: FakeTelegram,
        rasa: ScriptedRasa,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async def load(_address: str) -> bytes:
            return b"no picture at all"

        async def script(_question: Question) -> object:
            return answer(reply("Je saldo", image="/pictures/x.png"))

        monkeypatch.setattr(api.parts.drawings, "at", load)
        rasa.script, telegram.takes_photos = script, False
        await person.says("plaatje")
        await person.reads("Je saldo")
        assert [call.method for call in telegram.of(*SENDS)] == ["sendMessage"] * 2

    async def test_picture_that_is_being_drawn_keeps_no_connection(
        self,
        api: RunningApi,
        person: Person,
        telegram: FakeTelegram,
        rasa: ScriptedRasa,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        pool: Any = api.database.engine.pool

        async def draw_when_the_database_is_left_alone(_address: str) -> bytes:
            async with asyncio.timeout(15):
                while pool.checkedout():  # noqa: ASYNC110 (nothing rings)
                    await asyncio.sleep(0.01)
            return b"a picture"

        async def script(_question: Question) -> object:
            return answer(reply("Je saldo", image="/pictures/x.png"))

        monkeypatch.setattr(api.parts.drawings, "at", draw_when_the_database_is_left_alone)
        rasa.script = script
        await person.says("plaatje")
        await telegram.until(lambda: telegram.of("sendPhoto"))

    async def test_update_that_fails_again_and_again_is_let_go(
        self, api: RunningApi, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hear = HANDLERS[Kind.TEXT]

        async def break_on_poison(incoming: Incoming) -> str:
            if incoming.kept.text == "vergif":
                raise ZeroDivisionError
            return await hear(incoming)

        monkeypatch.setitem(HANDLERS, Kind.TEXT, break_on_poison)
        await person.says("vergif")
        await person.says("water")
        await person.has(3)
        assert "er ging iets mis met je bericht" in person.texts[1]
        assert person.texts[2] == "echo: water"


class TestPace:
    @pytest.fixture
    def quick(self) -> None:
        """Here pace is what it is about."""

    async def test_one_a_second_in_a_chat(
        self, api: RunningApi, person: Person, telegram: FakeTelegram
    ) -> None:
        telegram.enforces_limits = True
        for number in range(3):
            await person.says(f"vraag {number}")
        await person.has(4)
        moments = [call.at for call in telegram.of(*SENDS)]
        assert all(b - a >= 0.99 for a, b in pairwise(moments))
        assert person.texts[1:] == expected(3)

    async def test_at_most_twenty_five_a_second_over_all(self) -> None:
        pace, moments = Pace(), []

        async def send(chat_id: int) -> None:
            await pace.wait(chat_id)
            moments.append(time.monotonic())

        await asyncio.gather(*(send(number) for number in range(40)))
        assert all(b - a >= 0.99 for a, b in zip(moments, moments[25:], strict=False))
        assert pacing.OVERALL_SECONDS >= 1 / 25


class TestWatch:
    async def test_alarm_when_something_waits_for_more_than_fifteen_minutes(
        self, settings: Settings
    ) -> None:
        database = Database(settings.database_url, Signals())
        async with database.transaction() as db:
            db.add(TelegramUpdate(update_id=1, chat_id=1, content={}, sent_at=now()))
            db.add(TelegramBridge(id=1, heard_at=now()))
            await db.flush()
            assert await alarms(db, now() + timedelta(minutes=14)) == []
            late = await alarms(db, now() + timedelta(minutes=16))
        await database.close()
        assert [alarm.split(" since")[0] for alarm in late] == [
            "An update from Telegram has waited",
            "Telegram has not answered",
        ]


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database_url, Signals())
    yield database
    await database.close()


class TestLease:
    async def test_of_two_processes_one_is_the_bridge(self, database: Database) -> None:
        one, other = Lease(database, 30), Lease(database, 30)
        assert [await one.take(), await other.take()] == [True, False]
        assert [one.is_held, other.is_held] == [True, False]
        await one.give_back()
        assert await other.take()
        assert not await one.take()

    async def test_who_gives_up_halfway_leaves_no_lock(self, database: Database) -> None:
        for steps in range(12):
            taking = asyncio.create_task(Lease(database, 0.0).take())
            for _ in range(steps):
                await asyncio.sleep(0.0005)
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)
        async with asyncio.timeout(8):
            assert await Lease(database, 30).take()

    async def test_another_begins_when_the_holder_died(self, database: Database) -> None:
        dead, other = Lease(database, 0.2), Lease(database, 0.2)
        assert await dead.take()
        async with asyncio.timeout(15):
            await other.wait()
        assert other.is_held


class TestBridge:
    async def test_comes_back_after_the_database_was_away(
        self, settings: Settings, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.telegram_bot_token = TOKEN
        settings.telegram_lease_seconds = 0.3
        monkeypatch.setattr(bridge, "AGAIN_SECONDS", 0.1)
        async with serving(telegram.app) as settings.telegram_api_url:
            parts = Services.assemble(settings)
            async with parts.telegram.running(), asyncio.timeout(30):
                await telegram.until(lambda: telegram.of("setMyCommands"))
                take, failed = parts.telegram.lease.take, []

                async def away() -> bool:
                    failed.append(1)
                    raise OperationalError("UPDATE", {}, Exception("database is locked"))

                monkeypatch.setattr(parts.telegram.lease, "take", away)
                # Once while it serves, and then while it waits to begin again.
                while len(failed) < 3:  # noqa: ASYNC110 (a broken lease rings no bell)
                    await asyncio.sleep(0.05)
                begun = len(telegram.of("setMyCommands"))
                monkeypatch.setattr(parts.telegram.lease, "take", take)
                await telegram.until(lambda: len(telegram.of("setMyCommands")) > begun)
            await parts.close()


class TestSecrets:
    async def test_refused_token_is_not_logged(
        self, settings: Settings, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.telegram_bot_token = "4242:verkeerd"
        async with serving(telegram.app) as settings.telegram_api_url:
            bridge = Services.assemble(settings).telegram
            async with bridge.running(), asyncio.timeout(15):
                while "does not let us begin" not in caplog.text:  # noqa: ASYNC110 (a log)
                    await asyncio.sleep(0.05)
        assert "InvalidToken" in caplog.text
        assert "verkeerd" not in caplog.text


def test_recorded_rules_are_those_of_telegram() -> None:
    whole, recorded = rules(), rules(RECORDED.with_name("nowhere"))
    assert {name: whole[name] for name in recorded} == recorded
