"""Every answer of docs/protocol.md."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
import websockets
from sqlalchemy import select, text

from api.app import create_app
from api.channels.web import frames, socket
from api.conversations import gateway
from api.conversations.repository import MessageRepository, Utterance
from api.conversations.tables import Speaker
from api.database import Database
from api.escalations import service
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation
from api.settings import REPOSITORY
from api.signals import Signals, conversation_topic
from tests.conftest import RunningApi
from tests.support.chat import Chat, Frame, chatting
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving

PAGE = (REPOSITORY / "docs" / "protocol.md").read_text(encoding="utf-8")


@pytest.fixture
async def chat(api: RunningApi) -> AsyncIterator[Chat]:
    """A worker who has read the greeting."""
    async with chatting(api.address) as chat:
        await chat.until(lambda f: f["type"] == "message")
        yield chat


async def acknowledged(chat: Chat, client_id: str) -> int:
    """The number that a message got."""
    ack = await chat.next(lambda f: f["type"] == "ack" and f["id"] == client_id)
    seq: int = ack["seq"]
    return seq


def said_by_worker(chat: Chat) -> list[str]:
    return [m["text"] for m in chat.messages if m["speaker"] == "worker"]


class TestClientIds:
    @pytest.mark.parametrize("bad", ["", "1", "geen-uuid", "x" * 5000, None, 7])
    async def test_client_id_grammar(self, chat: Chat, bad: Any) -> None:
        await chat.send(type="say", id=bad, text="hallo")
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await chat.next(lambda _frame: False)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == socket.BAD_FRAME

    async def test_client_id_is_of_one_conversation(self, api: RunningApi, chat: Chat) -> None:
        client_id = await chat.say("van mij")
        await acknowledged(chat, client_id)
        async with chatting(api.address) as other:
            await other.say("van een ander", client_id)
            await acknowledged(other, client_id)

    async def test_same_id_same_words(self, api: RunningApi, chat: Chat) -> None:
        client_id = str(uuid4())
        session = chat.welcome["session"]
        async with chatting(api.address, session=session) as other:
            await asyncio.gather(
                *(line.say("een keer", client_id) for _ in range(10) for line in (chat, other))
            )
            numbers = {
                await acknowledged(line, client_id) for _ in range(10) for line in (chat, other)
            }
        assert len(numbers) == 1
        async with chatting(api.address, session=session) as fresh:
            await fresh.until(lambda f: f.get("text") == "echo: een keer")
        assert said_by_worker(fresh) == ["een keer"]

    async def test_same_id_other_words(self, chat: Chat) -> None:
        client_id = await chat.say("eerst dit")
        await acknowledged(chat, client_id)
        await chat.say("dan dat", client_id)
        refused = await chat.next(lambda f: f["type"] == "refused")
        assert (refused["code"], refused["id"]) == ("ClientIdReused", client_id)

    async def test_id_lives_as_long_as_its_message(self, api: RunningApi, chat: Chat) -> None:
        client_id = await chat.say("lang geleden")
        seq = await acknowledged(chat, client_id)
        async with api.database.transaction() as db:
            await db.execute(text("UPDATE messages SET sent_at = '2020-01-01 00:00:00'"))
        await chat.say("lang geleden", client_id)
        assert await acknowledged(chat, client_id) == seq

    async def test_same_id_after_a_refusal(self, chat: Chat) -> None:
        client_id = await chat.say(" ")
        await chat.next(lambda f: f["type"] == "refused")
        await chat.say("nu met woorden", client_id)
        await acknowledged(chat, client_id)


class TestKeeping:
    async def test_acknowledged_is_in_the_database(self, api: RunningApi, chat: Chat) -> None:
        for number in range(20):
            client_id = await chat.say(f"bericht {number}")
            await acknowledged(chat, client_id)
            # Another process looks: what is not committed it does not see.
            assert rows(api, "SELECT text FROM messages WHERE client_id = ?", client_id) == [
                (f"bericht {number}",)
            ]

    async def test_commits_reach_the_disk(self, api: RunningApi) -> None:
        async with api.database.transaction() as db:
            assert (await db.execute(text("PRAGMA synchronous"))).scalar() == 2
            assert (await db.execute(text("PRAGMA journal_mode"))).scalar() == "wal"

    async def test_nothing_is_acknowledged_that_was_not_committed(
        self, api: RunningApi, chat: Chat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fail(*_arguments: object) -> None:
            raise RuntimeError("As if the process died before the commit.")

        monkeypatch.setattr(gateway.Receiving, "_decide_who_answers", fail)
        client_id = await chat.say("half")
        with pytest.raises(websockets.ConnectionClosed):
            await acknowledged(chat, client_id)
        assert rows(api, "SELECT 1 FROM messages WHERE client_id = ?", client_id) == []


class TestOrder:
    async def test_order_is_that_of_arrival(self, api: RunningApi, chat: Chat) -> None:
        session = chat.welcome["session"]
        async with chatting(api.address, session=session) as other:
            await asyncio.gather(*(say_twenty(line) for line in (chat, other)))
            async with chatting(api.address, session=session) as fresh:
                await fresh.until(lambda f: f.get("seq") == 41)
        said = said_by_worker(fresh)
        for line in (chat, other):
            mine = [words for words in said if words.startswith(str(id(line)))]
            assert mine == [f"{id(line)} {number}" for number in range(20)]

    async def test_resume_gives_exactly_the_rest(self, api: RunningApi, chat: Chat) -> None:
        for number in range(5):
            await chat.ask(f"vraag {number}")
        whole = chat.messages
        for after in range(len(whole) + 1):
            session = chat.welcome["session"]
            async with chatting(api.address, session=session, after=after) as again:
                frames_ = await again.quiet_for(0.05)
            assert frames_ == []
            assert again.messages == whole[after:]

    async def test_number_from_the_future(self, api: RunningApi, chat: Chat) -> None:
        session = chat.welcome["session"]
        async with chatting(api.address, session=session, after=10**6) as again:
            assert again.frames[1]["type"] == "resync"
            assert again.messages == chat.messages

    async def test_lost_signal_costs_a_moment(
        self, api: RunningApi, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "HEARTBEAT_SECONDS", 0.2)
        async with chatting(api.address) as chat:
            elsewhere = Database(api.parts.settings.database_url, Signals())
            async with elsewhere.transaction() as db:
                messages = MessageRepository(db, UUID(chat.welcome["conversation"]))
                await messages.append(Utterance(Speaker.COACH, "Sanne", "Geen sein, wel gezegd."))
            await elsewhere.close()
            await chat.until(lambda f: f.get("text") == "Geen sein, wel gezegd.")

    async def test_many_signals_send_nothing_twice(self, api: RunningApi, chat: Chat) -> None:
        topic = conversation_topic(UUID(chat.welcome["conversation"]))
        for number in range(10):
            await chat.say(f"bericht {number}")
            for _ in range(20):
                api.database.signals.notify(topic)
        await chat.until(lambda f: f.get("text") == "echo: bericht 9")
        numbers = [message["seq"] for message in chat.messages]
        assert numbers == list(range(1, len(numbers) + 1))

    async def test_two_servers_on_one_database(
        self, api: RunningApi, rasa: ScriptedRasa, chat: Chat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "HEARTBEAT_SECONDS", 0.2)
        client_id = str(uuid4())
        settings = api.parts.settings.model_copy()
        async with serving(create_app(settings)) as address:
            settings.allowed_origins = [address]
            session = chat.welcome["session"]
            async with chatting(address, session=session) as other:
                await asyncio.gather(
                    *(line.say("een keer", client_id) for _ in range(5) for line in (chat, other))
                )
                numbers = {
                    await acknowledged(line, client_id) for _ in range(5) for line in (chat, other)
                }
                await other.until(lambda f: f.get("text") == "echo: een keer")
        assert len(numbers) == 1
        assert said_by_worker(other) == ["een keer"]
        assert [asked["text"] for asked in rasa.asked] == ["een keer"]


class TestEvents:
    async def test_events_add_up_to_the_fresh_state(self, api: RunningApi) -> None:
        """Each step is one kind of event; whoever stayed has what a newcomer gets."""
        coach = Coach(email="a@x.example", name="Sanne", password_hash="", capacity=10)
        async with api.database.transaction() as db:
            db.add(coach)
        async with chatting(api.address) as stayed:
            await self.same_for_a_newcomer(api, stayed)
            for words in ("hallo", "ik wil dood", "Ik wil een coach spreken", "nog iets"):
                await stayed.say(words)
                await self.same_for_a_newcomer(api, stayed)
            for event in (claim, answer, resolve):
                async with api.database.transaction() as db:
                    await event(db, coach)
                await self.same_for_a_newcomer(api, stayed)
            await stayed.press("Overslaan")
            await self.same_for_a_newcomer(api, stayed)
        shown = {frame["type"] for frame in stayed.frames}
        assert shown >= {"welcome", "message", "status", "ack"}

    async def same_for_a_newcomer(self, api: RunningApi, stayed: Chat) -> None:
        await stayed.quiet_for(0.4)
        async with chatting(api.address, session=stayed.welcome["session"]) as fresh:
            await fresh.quiet_for(0.1)
        assert stayed.messages == fresh.messages
        assert last_status(stayed) == last_status(fresh)


class TestDescription:
    def test_every_frame_is_described(self) -> None:
        sent_by_browser = {
            get_args(kind.model_fields["type"].annotation)[0]
            for kind in (
                frames.Hello,
                frames.Say,
                frames.Press,
                frames.Typing,
                frames.SignOut,
                frames.LinkTelegram,
            )
        }
        assert sent_by_browser == described("What the browser sends")
        code = "".join(
            (REPOSITORY / path).read_text(encoding="utf-8")
            for path in (
                "api/channels/web/socket.py",
                "api/conversations/feed.py",
                "api/channels/telegram/panel.py",
            )
        )
        sent = set(re.findall(r'_send\(\s*type="(\w+)"', code))
        sent |= set(re.findall(r'type: Literal\["(\w+)"\] = ', code))
        assert sent == described("What the server sends")

    def test_every_answer_has_its_test(self) -> None:
        here = Path(__file__).read_text(encoding="utf-8")
        for name in re.findall(r"`(test_\w+)`", PAGE):
            assert f"def {name}(" in here, name


def described(title: str) -> set[str]:
    """The types in the table below a title of the page."""
    part = PAGE.split(f"## {title}")[1].split("##")[0]
    return set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))


async def say_twenty(line: Chat) -> None:
    for number in range(20):
        await acknowledged(line, await line.say(f"{id(line)} {number}"))


async def claim(db: Any, coach: Coach) -> None:
    await service.claim(db, (await EscalationRepository(db).waiting())[0].id, coach)


async def in_hand(db: Any, coach: Coach) -> Any:
    is_open = Escalation.resolved_at.is_(None)
    return await db.scalar(select(Escalation.id).where(Escalation.coach_id == coach.id, is_open))


async def answer(db: Any, coach: Coach) -> None:
    await service.answer(db, await in_hand(db, coach), coach, "Dag.", uuid4())


async def resolve(db: Any, coach: Coach) -> None:
    await service.resolve(db, await in_hand(db, coach), coach, "Jij belt de school.")


def last_status(chat: Chat) -> Frame:
    return [frame for frame in chat.frames if frame["type"] == "status"][-1]


def rows(api: RunningApi, query: str, client_id: str) -> list[tuple[Any, ...]]:
    """What another process reads in the file."""
    file = api.parts.settings.database_url.removeprefix("sqlite+aiosqlite:///")
    with sqlite3.connect(file) as connection:
        return connection.execute(query, (UUID(client_id).hex,)).fetchall()
