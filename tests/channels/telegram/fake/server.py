"""A Telegram of our own, with Telegram's rules and Telegram's bad days."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from tests.channels.telegram.fake.rules import BadCall, check

Json = dict[str, Any]
TOKEN = "4242:fake"
BOT = {"id": 4242, "is_bot": True, "first_name": "Leermaat, chatbot", "username": "LeermaatBot"}
SENDS = ("sendMessage", "sendPhoto")
# Telegram's own limits. A little tolerance: the clock of a busy machine is no reason to refuse.
MOST_A_SECOND = 30
CHAT_SECONDS = 0.95


@dataclass
class Call:
    """One call of the bot that was accepted."""

    method: str
    given: Json
    at: float


@dataclass
class Faults:
    """How bad the day is: shares of calls that go wrong, by a seed."""

    too_many: float = 0.0
    bad_gateway: float = 0.0
    lost_answers: float = 0.0  # taken, but the bot hears 502
    doubled: float = 0.0  # updates that come a second time
    retry_after: int = 1
    delay_seconds: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(42))  # noqa: S311

    def strikes(self, share: float) -> bool:
        """Whether this one goes wrong."""
        return share > 0 and self.chance.random() < share


class FakeTelegram:
    """Keeps updates until they are confirmed, and everything the bot sent."""

    def __init__(self) -> None:
        self.pending: list[Json] = []
        self.confirmed: list[int] = []
        self.calls: list[Call] = []
        self.refused: list[str] = []
        self.blocked: set[int] = set()
        self.busy_chats: dict[int, int] = {}  # answers 429 with these seconds, once
        self.takes_photos = True
        self.never: str | None = None  # a text that is refused for ever
        self.faults = Faults()
        self.enforces_limits = True
        self.is_down = False
        self._is_closing = False
        self.webhook: Json = {}
        self._next_update = 1000
        self._next_message = 1
        self._news = asyncio.Condition()
        self.app = FastAPI()
        self.app.post("/bot{token}/{method}")(self._call)

    async def happen(self, **what: Any) -> Json:
        """Let something happen on Telegram; returns the update."""
        self._next_update += 1
        update = {"update_id": self._next_update, **what}
        self.pending.append(update)
        await self._tell()
        return update

    def next_message_id(self) -> int:
        """The number of the next message."""
        self._next_message += 1
        return self._next_message

    def of(self, *methods: str) -> list[Call]:
        """The accepted calls of these methods."""
        return [call for call in self.calls if call.method in methods]

    def sent_to(self, chat_id: int) -> list[Json]:
        """What stands in a chat, oldest first."""
        return [c.given for c in self.of(*SENDS) if int(c.given["chat_id"]) == chat_id]

    async def until(self, happened: Any, seconds: float = 20.0) -> None:
        """Wait for something to be so; looked at again with every call."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(happened)

    async def close(self) -> None:
        """Let nobody wait for news any more."""
        self._is_closing = True
        await self._tell()

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def _call(self, token: str, method: str, request: Request) -> Any:
        if self.is_down:
            return _refuse(502, "Bad Gateway")
        if token != TOKEN:
            return _refuse(401, "Unauthorized")
        try:
            form = await request.form()
        except ClientDisconnect:  # killed while it spoke
            return _refuse(400, "Bad Request")
        given = {k: v if isinstance(v, str) else await v.read() for k, v in form.items()}
        if not form and "json" in request.headers.get("content-type", ""):
            given = await request.json()
        try:
            check(method, given)
        except BadCall as error:
            self.refused.append(str(error))
            return _refuse(400, f"Bad Request: {error}")
        return await self._obey(method, given)

    async def _obey(self, method: str, given: Json) -> Any:
        if method == "getUpdates":
            return await self._get_updates(given)
        if self.faults.delay_seconds:
            await asyncio.sleep(self.faults.chance.uniform(0, self.faults.delay_seconds))
        trouble = self._trouble(method, given)
        if trouble:
            return trouble
        self.calls.append(Call(method, given, time.monotonic()))
        if method == "setWebhook":
            self.webhook = given
        await self._tell()
        if method in SENDS and self.faults.strikes(self.faults.lost_answers):
            return _refuse(502, "Bad Gateway")
        return {"ok": True, "result": self._result(method, given)}

    def _trouble(self, method: str, given: Json) -> JSONResponse | None:
        if method not in SENDS:
            return None
        chat_id = int(given["chat_id"])
        if chat_id in self.blocked:
            return _refuse(403, "Forbidden: bot was blocked by the user")
        if method == "sendPhoto" and not self.takes_photos:
            return _refuse(400, "Bad Request: IMAGE_PROCESS_FAILED")
        if self.never and given.get("text") == self.never:
            return _refuse(400, "Bad Request: wrong message")
        if self.faults.strikes(self.faults.bad_gateway):
            return _refuse(502, "Bad Gateway")
        wait = self.busy_chats.pop(chat_id, 0) or self._flood(chat_id)
        if not wait and self.faults.strikes(self.faults.too_many):
            wait = self.faults.retry_after
        if not wait:
            return None
        return _refuse(429, "Too Many Requests", {"retry_after": wait})

    def _flood(self, chat_id: int) -> int:
        if not self.enforces_limits:
            return 0
        moment = time.monotonic()
        recent = [c for c in self.of(*SENDS)[-MOST_A_SECOND:] if c.at > moment - 1]
        in_chat = [c for c in recent if int(c.given["chat_id"]) == chat_id]
        is_too_soon = bool(in_chat) and moment - in_chat[-1].at < CHAT_SECONDS
        return 1 if is_too_soon or len(recent) >= MOST_A_SECOND else 0

    async def _get_updates(self, given: Json) -> Any:
        offset = int(given.get("offset", 0))
        gone = [u for u in self.pending if u["update_id"] < offset]
        self.confirmed += [update["update_id"] for update in gone]
        self.pending = [u for u in self.pending if u["update_id"] >= offset]
        again = [u for u in gone if self.faults.strikes(self.faults.doubled)]
        try:
            async with asyncio.timeout(int(given.get("timeout", 0))), self._news:
                await self._news.wait_for(lambda: self.pending or again or self._is_closing)
        except TimeoutError:
            pass
        return {"ok": True, "result": (again + self.pending)[: int(given.get("limit", 100))]}

    def _result(self, method: str, given: Json) -> Any:
        if method == "getMe":
            return BOT
        if method not in SENDS:
            return True
        chat = {"id": int(given["chat_id"]), "type": "private"}
        given["message_id"] = self.next_message_id()
        return {"message_id": given["message_id"], "date": int(time.time()), "chat": chat}


def _refuse(status: int, description: str, parameters: Json | None = None) -> JSONResponse:
    content: Json = {"ok": False, "error_code": status, "description": description}
    if parameters:
        content["parameters"] = parameters
    return JSONResponse(content, status)
