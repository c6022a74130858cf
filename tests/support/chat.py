"""A worker at the other end of the chat socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import websockets
from websockets.asyncio.client import ClientConnection

Frame = dict[str, Any]


class Chat:
    """Says things and remembers every frame that came."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self.welcome: Frame = {}

    @property
    def messages(self) -> list[Frame]:
        """The feed so far."""
        return [frame for frame in self.frames if frame["type"] == "message"]

    @property
    def texts(self) -> list[str]:
        """What was said so far."""
        return [message["text"] for message in self.messages]

    async def send(self, **frame: Any) -> None:
        """Send one frame."""
        await self.socket.send(json.dumps(frame))

    async def say(self, text: str, client_id: str | None = None) -> str:
        """Say something, and return its client id."""
        client_id = client_id or str(uuid4())
        await self.send(type="say", id=client_id, text=text)
        return client_id

    async def press(self, title: str, client_id: str | None = None) -> None:
        """Press the newest button with this title."""
        buttons = [b for message in self.messages for b in message["buttons"]]
        button = next(b for b in reversed(buttons) if b["title"] == title)
        await self.send(type="press", id=client_id or str(uuid4()), button=button["id"])

    async def until(self, wanted: Callable[[Frame], bool], seconds: float = 10) -> Frame:
        """The first frame, past or to come, that is wanted."""
        for frame in self.frames:
            if wanted(frame):
                return frame
        return await self.next(wanted, seconds)

    async def next(self, wanted: Callable[[Frame], bool], seconds: float = 10) -> Frame:
        """The first frame to come that is wanted."""
        async with asyncio.timeout(seconds):
            while True:
                frame: Frame = json.loads(await self.socket.recv())
                self.frames.append(frame)
                if wanted(frame):
                    return frame

    async def next_from(self, speaker: str, seconds: float = 10) -> Frame:
        """The next message of this speaker."""
        return await self.next(lambda f: f.get("speaker") == speaker, seconds)

    async def ask(self, text: str, speaker: str = "bot", seconds: float = 10) -> Frame:
        """Say something, and wait for the next message of the speaker."""
        await self.say(text)
        return await self.next_from(speaker, seconds)

    async def quiet_for(self, seconds: float) -> list[Frame]:
        """The frames that come within this time."""
        before = len(self.frames)
        with suppress(TimeoutError):
            await self.next(lambda _frame: False, seconds)
        return self.frames[before:]


@asynccontextmanager
async def chatting(
    address: str,
    *,
    session: str | None = None,
    identity: str | None = None,
    after: int = 0,
    origin: str | None = None,
) -> AsyncIterator[Chat]:
    """Open the chat and say hello; yields once the status has come."""
    url = address.replace("http", "ws", 1) + "/web/socket"
    connecting = websockets.connect(
        url,
        subprotocols=["leermaat.v1"],
        origin=origin or address,  # type: ignore[list-item,arg-type]
    )
    async with connecting as socket:
        chat = Chat(socket)
        await chat.send(type="hello", session=session, identity=identity, after=after)
        chat.welcome = await chat.next(lambda f: f["type"] == "welcome")
        await chat.next(lambda f: f["type"] == "status")
        yield chat
