"""An API in a process of its own that can be killed at any moment, and clients who come back."""

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import websockets
from websockets.asyncio.client import ClientConnection

from benchmarks.start import REPOSITORY, free_port

ANSWER_SECONDS = 15
Frame = dict[str, Any]


class KillableApi:
    """The API with its own database, on one port, in front of any assistant."""

    def __init__(self, folder: Path, assistant_url: str) -> None:
        self.file = folder / "leermaat.db"
        self.port = free_port()
        self.said = (folder / "said").open("w")
        self.environment = os.environ | {
            "DATABASE_URL": f"sqlite+aiosqlite:///{self.file}",
            "VAR_FOLDER": str(folder),
            "ASSISTANT_URL": assistant_url,
            "ASSISTANT_TOKEN": "assistant",
            "PUBLIC_URL": self.address,
            "SOCKETS_PER_ADDRESS": "100000",
            "NEW_VISITORS_PER_MINUTE": "100000",
            "MESSAGES_PER_MINUTE": "1000000",
            "FRAMES_PER_MINUTE": "1000000",
        }
        migrate = [sys.executable, "-m", "alembic", "upgrade", "head"]
        subprocess.run(  # noqa: S603
            migrate, cwd=REPOSITORY, env=self.environment, check=True, capture_output=True
        )

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app"]
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        self.process = subprocess.Popen(  # noqa: ASYNC220, S603
            [*command, *options, "--ws", "websockets-sansio"],
            cwd=REPOSITORY,
            env=self.environment,
            stdout=self.said,
            stderr=self.said,
        )
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError("The API did not start.") from None
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return

    def kill(self) -> None:
        """End it as the power does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in peace."""
        self.process.terminate()
        self.process.wait(30)
        self.said.close()

    def is_whole(self) -> bool:
        """Whether SQLite finds nothing wrong with the file."""
        with sqlite3.connect(self.file) as connection:
            return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says."""
        with sqlite3.connect(self.file) as connection:
            return connection.execute(query, values).fetchall()


@dataclass
class Client:
    """A browser as the widget is one: one message in flight, again until it is acknowledged."""

    address: str
    seed: random.Random
    pause_seconds: tuple[float, float] = (0.2, 1.0)
    session: str | None = None
    conversation: str = ""
    last: int = 0
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    out_of_order: int = 0
    reconnections: int = 0
    to_say: list[tuple[str, str]] = field(default_factory=list)
    # What this connection has to show to have missed nothing, and when it had.
    has_to_reach: int = 0
    caught_up_at: float = 0.0

    @property
    def row_id(self) -> str:
        """The conversation as SQLite has it."""
        return self.conversation.replace("-", "")

    async def connect(self) -> ClientConnection:
        """Open the chat and say hello, again and again with a pause, until it is welcome."""
        while True:
            try:
                return await self._hello()
            except (OSError, websockets.WebSocketException, TimeoutError):
                await asyncio.sleep(self.seed.uniform(*self.pause_seconds))

    async def _hello(self) -> ClientConnection:
        socket = await websockets.connect(
            self.address.replace("http", "ws", 1) + "/web/socket",
            subprotocols=["leermaat.v1"],  # type: ignore[list-item]
            origin=self.address,  # type: ignore[arg-type]
            open_timeout=ANSWER_SECONDS,
        )
        hello = {"type": "hello", "session": self.session, "identity": None, "after": self.last}
        await socket.send(json.dumps(hello))
        welcome = json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS))
        self.session = welcome["session"] or self.session
        self.conversation = welcome["conversation"]
        self.has_to_reach = welcome["latest"]
        self.caught_up_at = 0.0
        return socket

    async def live(self) -> None:
        """Stay connected for as long as the task runs, saying what there is to say."""
        while True:
            socket = await self.connect()
            try:
                async with socket:
                    await self._say_all(socket)
                    while True:
                        self._hear(json.loads(await socket.recv()))
            except (OSError, websockets.WebSocketException, TimeoutError):
                self.reconnections += 1

    async def talk(self, until: asyncio.Event) -> None:
        """Say everything there is to say, whatever happens to the server."""
        while self.to_say and not until.is_set():
            socket = await self.connect()
            try:
                async with socket:
                    await self._say_all(socket)
            except (OSError, websockets.WebSocketException, TimeoutError):
                self.reconnections += 1

    async def _say_all(self, socket: ClientConnection) -> None:
        while self.to_say:
            client_id, text = self.to_say[0]
            await socket.send(json.dumps({"type": "say", "id": client_id, "text": text}))
            await self._acknowledgement(socket, client_id)

    async def _acknowledgement(self, socket: ClientConnection, client_id: str) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                frame = json.loads(await socket.recv())
                self._hear(frame)
                if frame["type"] == "ack" and frame["id"] == client_id:
                    self.acknowledged.append(self.to_say.pop(0))
                    return
                if frame["type"] == "refused":
                    return  # not kept: said again

    async def catch_up(self, latest: int) -> None:
        """Connect, and stay until everything was shown."""
        while self.last < latest:
            try:
                async with await self.connect() as socket:
                    while self.last < latest:
                        async with asyncio.timeout(ANSWER_SECONDS):
                            self._hear(json.loads(await socket.recv()))
            except (OSError, websockets.WebSocketException, TimeoutError):
                self.reconnections += 1

    def _hear(self, frame: Frame) -> None:
        if frame["type"] != "message":
            return
        if frame["seq"] == self.last + 1:
            self.last = frame["seq"]
            self.shown.append(self.last)
        elif frame["seq"] > self.last:
            self.out_of_order += 1
        if self.last >= self.has_to_reach and not self.caught_up_at:
            self.caught_up_at = time.monotonic()


def messages(count: int, mark: str) -> list[tuple[str, str]]:
    """So many things to say, each with the id it keeps."""
    return [(str(uuid4()), f"{mark} {number}") for number in range(count)]


async def wait_for_quiet(api: KillableApi, seconds: float) -> float:
    """Wait until no answer is owed any more; the seconds that took."""
    began = time.monotonic()
    while api.rows("SELECT 1 FROM turns WHERE answered_at IS NULL LIMIT 1"):
        if time.monotonic() - began > seconds:
            raise TimeoutError("Answers are still owed.")
        await asyncio.sleep(0.2)
    return time.monotonic() - began
