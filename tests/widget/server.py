"""A scripted chat server that speaks the contract, and breaks it where a test asks for that."""

import asyncio
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

Frame = dict[str, Any]
NAMES = {"bot": "Leermaat, chatbot", "coach": "Sanne", "service": "Leermaat, dienst", "worker": ""}
PERSON = "Noor"
PATIENCE_SECONDS = 15


@dataclass
class Talk:
    """One conversation: its messages, the next number, who is signed in."""

    secret: str = field(default_factory=lambda: uuid.uuid4().hex)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    messages: list[Frame] = field(default_factory=list)
    signed_in_as: str | None = None


class ScriptedServer:
    """Serves the test pages, the widget and the socket on one port of 127.0.0.1."""

    def __init__(self, script: bytes) -> None:
        self.pages: dict[str, tuple[bytes, dict[str, str]]] = {
            "/widget.js": (script, {"Content-Type": "text/javascript; charset=utf-8"})
        }
        self.talks: list[Talk] = []
        self.sockets: dict[ServerConnection, Talk] = {}
        self.frames: list[Frame] = []
        self.requests: list[str] = []
        self.greeting: list[Frame] = []
        self._changed = asyncio.Condition()
        self.is_down = False
        self.dies_before_ack = False
        # Called with the conversation and the worker's frame; may speak, refuse or do nothing.
        self.answer: Callable[[Talk, Frame], Any] | None = None
        # What really goes over the wire for one frame: a place to lose, double or reorder.
        self.wire: Callable[[Frame], list[Frame]] = lambda frame: [frame]

    async def __aenter__(self) -> Self:
        self._server: Server = await serve(
            self._talk,
            "127.0.0.1",
            0,
            process_request=self._serve_page,
            subprotocols=[Subprotocol("leermaat.v1")],
            ping_interval=None,
        )
        self.port: int = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close(close_connections=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def talk(self) -> Talk:
        """The newest conversation."""
        return self.talks[-1]

    def kill(self) -> None:
        """Cut every socket, as a tunnel does: no goodbye."""
        for socket in list(self.sockets):
            socket.transport.abort()

    async def close(self, code: int) -> None:
        for socket in list(self.sockets):
            await socket.close(code)

    async def speak(self, speaker: str, text: str, talk: Talk | None = None, **extra: Any) -> Frame:
        """Store a message and show it to every socket of the conversation."""
        talk = talk or self.talk
        message = {
            "type": "message",
            "seq": len(talk.messages) + 1,
            "id": str(uuid.uuid4()),
            "client_id": None,
            "speaker": speaker,
            "name": NAMES[speaker],
            "text": text,
            "buttons": [],
            "sources": [],
            "checked_on": None,
            "image": None,
            "image_text": None,
            "sent_at": datetime.now(UTC).isoformat(),
            **extra,
        }
        talk.messages.append(message)
        await self.show(message, talk)
        return message

    async def show(self, frame: Frame, talk: Talk | None = None) -> None:
        """Send a frame as it is to the sockets of a conversation."""
        for socket, theirs in list(self.sockets.items()):
            if theirs is (talk or self.talk):
                await self._send(socket, frame)

    async def status(self, speaking: str, text: str, **extra: Any) -> None:
        frame = {"type": "status", "speaking": speaking, "coach": None, "position": None}
        await self.show({**frame, "text": text, **extra})

    async def _send(self, socket: ServerConnection, frame: Frame) -> None:
        for sent in self.wire(frame):
            try:
                await socket.send(json.dumps(sent))
            except ConnectionClosed:
                return

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _talk(self, socket: ServerConnection) -> None:
        try:
            hello = await self._receive(socket)
            talk = await self._welcome(socket, hello)
            while talk:
                await self._hear(socket, talk, await self._receive(socket))
        except ConnectionClosed:
            pass  # the test or the page hung up
        finally:
            self.sockets.pop(socket, None)
            await self._tell()

    async def _receive(self, socket: ServerConnection) -> Frame:
        frame: Frame = json.loads(await socket.recv())
        self.frames.append(frame)
        await self._tell()
        return frame

    async def heard(self, count: int, kind: str = "hello") -> list[Frame]:
        """Wait until this many frames of a kind came in; returns them."""
        await self.until(lambda: len(self.of_kind(kind)) >= count)
        return self.of_kind(kind)

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait for something to be so; it is looked at again whenever anything comes or goes."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(happened)

    def of_kind(self, kind: str) -> list[Frame]:
        return [frame for frame in self.frames if frame["type"] == kind]

    async def _welcome(self, socket: ServerConnection, hello: Frame) -> Talk | None:
        known = [talk for talk in self.talks if talk.secret == hello["session"]]
        refused = hello["identity"] == "forged" or (hello["session"] and not known)
        if refused:
            await socket.close(4401)
            return None
        talk = known[0] if known else Talk()
        if hello["identity"]:
            mine = [talk for talk in self.talks if talk.signed_in_as]
            talk = mine[0] if mine else Talk(signed_in_as=PERSON)
        is_new = talk not in self.talks
        if is_new:
            self.talks.append(talk)
            for message in self.greeting:
                await self.speak(talk=talk, **message)
        await self._replay(socket, talk, hello, gets_secret=is_new or bool(hello["identity"]))
        return talk

    async def _replay(
        self, socket: ServerConnection, talk: Talk, hello: Frame, gets_secret: bool
    ) -> None:
        welcome = {
            "type": "welcome",
            "session": talk.secret if gets_secret else None,
            "conversation": talk.id,
            "signed_in_as": talk.signed_in_as,
            "latest": len(talk.messages),
        }
        await socket.send(json.dumps(welcome))
        for message in talk.messages[hello["after"] :]:
            await self._send(socket, message)
        self.sockets[socket] = talk
        await self._tell()

    async def _hear(self, socket: ServerConnection, talk: Talk, frame: Frame) -> None:
        if frame["type"] in ("telegram", "typing"):
            return
        if frame["type"] == "sign_out":
            self.talks.remove(talk)
            return
        stored = [m for m in talk.messages if m["client_id"] == frame["id"]]
        text = frame.get("text") or frame["button"]
        if self.answer and not stored and await self.answer(talk, frame) is False:
            return
        if not stored:
            stored = [await self.speak("worker", text, talk, client_id=frame["id"])]
        if self.dies_before_ack:
            socket.transport.abort()
        await self._send(socket, {"type": "ack", "id": frame["id"], "seq": stored[0]["seq"]})

    def _serve_page(self, connection: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        self.requests.append(path)
        if self.is_down:
            connection.transport.abort()
            return None
        if path == "/web/socket":
            return None
        body, headers = self.pages.get(path, (b"", {}))
        status = HTTPStatus.OK if path in self.pages else HTTPStatus.NOT_FOUND
        fixed = {"Content-Length": str(len(body)), "Connection": "close"}
        return Response(status, status.phrase, Headers({**fixed, **headers}), body)
