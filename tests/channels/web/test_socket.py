"""The web door lets in whom it should, and brings everybody back to where they were."""

import json
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
import websockets

from api.database import now
from api.workers.identity import ALGORITHM, AUDIENCE
from tests.conftest import RunningApi
from tests.support.chat import chatting


class TestResume:
    async def test_reload_finds_everything(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            await chat.ask("hallo")
            session, seen = chat.welcome["session"], chat.messages
        async with chatting(api.address, session=session) as again:
            assert again.welcome["session"] is None
            assert again.messages == seen

    async def test_only_what_was_not_shown_comes_again(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            await chat.ask("hallo")
            session = chat.welcome["session"]
        async with chatting(api.address, session=session, after=2) as again:
            assert [message["seq"] for message in again.messages] == [3]

    async def test_number_from_the_future_begins_again(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            await chat.ask("hallo")
            session = chat.welcome["session"]
        async with chatting(api.address, session=session, after=999) as again:
            assert [frame["type"] for frame in again.frames][1] == "resync"
            assert [message["seq"] for message in again.messages] == [1, 2, 3]

    async def test_long_thread_comes_whole(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            for number in range(120):
                await chat.ask(f"vraag {number}")
            session = chat.welcome["session"]
        async with chatting(api.address, session=session) as again:
            await again.until(lambda f: f.get("seq") == 241)
            assert [message["seq"] for message in again.messages] == list(range(1, 242))

    async def test_second_tab_sees_what_the_first_one_says(self, api: RunningApi) -> None:
        async with chatting(api.address) as one:
            session = one.welcome["session"]
            async with chatting(api.address, session=session) as other:
                await one.ask("hallo")
                await other.until(lambda f: f.get("text") == "echo: hallo")


class TestIdentity:
    async def test_signed_in_worker_is_called_by_name(self, api: RunningApi) -> None:
        async with chatting(api.address, identity=api.identity("w1", "Samira")) as chat:
            assert chat.welcome["signed_in_as"] == "Samira"

    async def test_worker_finds_own_conversation_on_another_device(self, api: RunningApi) -> None:
        async with chatting(api.address, identity=api.identity("w1")) as chat:
            await chat.ask("hallo")
        async with chatting(api.address, identity=api.identity("w1")) as other:
            assert "hallo" in other.texts

    async def test_visitor_thread_is_not_merged_into_the_worker(self, api: RunningApi) -> None:
        async with chatting(api.address) as visitor:
            await visitor.ask("geheim")
            session = visitor.welcome["session"]
        identity = api.identity("w1")
        async with chatting(api.address, session=session, identity=identity) as chat:
            assert "geheim" not in chat.texts

    @pytest.mark.parametrize(
        "change",
        [
            {"aud": "somebody-else"},
            {"exp": int(time.time()) - 1},
            {"exp": int(time.time()) + 3600},
            {"sub": ""},
            {"sub": None},
        ],
    )
    async def test_wrong_claims_are_refused(self, api: RunningApi, change: dict[str, Any]) -> None:
        await assert_refused(api, forge(api, change))

    async def test_other_secret_is_refused(self, api: RunningApi) -> None:
        await assert_refused(api, forge(api, {}, key="x" * 32))

    async def test_unsigned_token_is_refused(self, api: RunningApi) -> None:
        await assert_refused(api, jwt.encode(claims(), None, algorithm="none"))

    async def test_other_algorithm_is_refused(self, api: RunningApi) -> None:
        secret = api.parts.settings.widget_signing_secret * 2
        await assert_refused(api, jwt.encode(claims(), secret, algorithm="HS512"))

    async def test_short_secret_lets_nobody_sign_in(self, api: RunningApi) -> None:
        token = jwt.encode(claims(), "kort", algorithm=ALGORITHM)
        api.parts.settings.widget_signing_secret = "kort"
        await assert_refused(api, token)

    async def test_signing_out_closes_every_tab(self, api: RunningApi) -> None:
        async with (
            chatting(api.address, identity=api.identity("w1")) as one,
            chatting(api.address, identity=api.identity("w1")) as other,
        ):
            session = one.welcome["session"]
            await one.send(type="sign_out")
            for chat in (one, other):
                assert await close_code(chat.socket) == 4401
        assert await refusal(api, {"session": session}) == "SessionOver"


class TestBadInput:
    @pytest.mark.parametrize(
        "origin",
        ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://localhost:1"],
    )
    async def test_foreign_page_is_refused(self, api: RunningApi, origin: str) -> None:
        with pytest.raises(websockets.InvalidStatus):
            async with chatting(api.address, origin=origin):
                pass

    @pytest.mark.parametrize(
        "frame",
        [
            b"\x00\x01",
            "geen json",
            "[" * 10_000,
            '{"type": "hello", "after": -1}',
            '{"type": "hello", "after": 1e400}',
            '{"type": "hello", "after": 1152921504606846976}',
            '{"type": "hello", "after": "alles"}',
            '{"type": "hello", "conversation": "1"}',
            '{"type": "say", "id": "x", "text": "eerst hallo zeggen"}',
            '{"type": "hello", "session": "' + "a" * 66_000 + '"}',
        ],
        ids=lambda frame: str(frame)[:40],
    )
    async def test_bad_first_frame_closes_with_a_code(
        self, api: RunningApi, frame: str | bytes
    ) -> None:
        async with connected(api) as socket:
            await socket.send(frame)
            assert await close_code(socket) in {4400, 1009}

    async def test_unknown_frame_closes_and_the_process_lives(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            await chat.send(type="restart")
            assert await close_code(chat.socket) == 4400
        async with chatting(api.address) as chat:
            assert (await chat.ask("leef je nog?"))["text"] == "echo: leef je nog?"

    async def test_made_up_session_is_refused(self, api: RunningApi) -> None:
        assert await refusal(api, {"session": str(uuid4())}) == "SessionOver"

    async def test_too_many_messages_are_refused_but_a_cry_for_help_is_not(
        self, api: RunningApi
    ) -> None:
        api.parts.messages_limit.__init__("5/minute")  # type: ignore[misc]
        async with chatting(api.address) as chat:
            for number in range(6):
                await chat.say(f"bericht {number}")
            refused = await chat.next(lambda f: f["type"] == "refused")
            assert refused["code"] == "TooManyMessages"
            assert "113" in (await chat.ask("ik wil dood", "service"))["text"]

    async def test_new_visitors_of_one_address_are_counted_and_those_who_come_back_are_not(
        self, api: RunningApi
    ) -> None:
        api.parts.new_visitors_limit.__init__("2/minute")  # type: ignore[misc]
        async with chatting(api.address) as chat:
            session = chat.welcome["session"]
        async with chatting(api.address):
            pass
        async with connected(api) as socket:
            await socket.send(json.dumps({"type": "hello"}))
            assert await close_code(socket) == 1013
        async with chatting(api.address, session=session) as again:
            assert (await again.ask("hallo"))["text"] == "echo: hallo"


def claims() -> dict[str, Any]:
    moment = now()
    return {"sub": "w1", "aud": AUDIENCE, "iat": moment, "exp": moment + timedelta(minutes=5)}


def forge(api: RunningApi, change: dict[str, Any], key: str | None = None) -> str:
    key = key or api.parts.settings.widget_signing_secret
    return jwt.encode(claims() | change, key, algorithm=ALGORITHM)


async def assert_refused(api: RunningApi, token: str) -> None:
    assert await refusal(api, {"identity": token}) == "IdentityRefused"


async def refusal(api: RunningApi, hello: dict[str, str]) -> str:
    async with connected(api) as socket:
        await socket.send(json.dumps({"type": "hello"} | hello))
        refused = json.loads(await socket.recv())
        assert await close_code(socket) == 4401
    return str(refused["code"])


def connected(api: RunningApi) -> Any:
    url = api.address.replace("http", "ws", 1) + "/web/socket"
    return websockets.connect(url, subprotocols=["leermaat.v1"], origin=api.address)  # type: ignore[list-item,arg-type]


async def close_code(socket: Any) -> int:
    try:
        while True:
            await socket.recv()
    except websockets.ConnectionClosed:
        return int(socket.close_code)
