"""A Rasa that says what a test tells it to, over real HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

Question = dict[str, Any]
Script = Callable[[Question], Awaitable[Any]]


def reply(text: str | None, **more: Any) -> dict[str, Any]:
    """One reply, as our channel in Rasa gives it."""
    return {"text": text, "response": "utter_test", "buttons": [], "metadata": {}} | more


def answer(*replies: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The whole answer to one turn."""
    intent = {"name": "test", "confidence": 0.9}
    return {"replies": list(replies), "intent": intent, "active_form": None} | more


class ScriptedRasa:
    """Keeps what it was asked; answers by its script (an echo, until a test says otherwise)."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.script: Script = self._echo
        self.app = FastAPI()
        self.app.post("/webhooks/gateway/turns")(self._turn)

    async def _echo(self, question: Question) -> Any:
        return answer(reply(f"echo: {question.get('text') or question.get('payload')}"))

    async def _turn(self, request: Request) -> Any:
        question = await request.json()
        self.asked.append(question)
        return await self.script(question)

    def fail_with(self, status: int) -> None:
        """Answer every turn with this status."""

        async def script(_question: Question) -> JSONResponse:
            return JSONResponse({"error": "Failed"}, status)

        self.script = script

    def say_nothing(self) -> None:
        """Answer 200 without replies, as Rasa does when its own work failed."""

        async def script(_question: Question) -> Any:
            return answer()

        self.script = script

    def wait_for(self, permission: asyncio.Event) -> None:
        """Think until the test gives permission, then echo."""

        async def script(question: Question) -> Any:
            await permission.wait()
            return await self._echo(question)

        self.script = script
