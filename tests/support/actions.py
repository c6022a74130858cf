"""Running one action as Rasa does, with an API that says what a test tells it to."""

from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import career_api
from actions.responses import fill
from actions.server import domain

Json = Any
USER = {"event": "user", "parse_data": {"intent": {"name": "x"}}}


@dataclass
class ScriptedApi:
    """Answers by method and path; keeps what it was asked."""

    answers: dict[str, tuple[int, Json]] = field(default_factory=dict)
    asked: list[tuple[str, Json]] = field(default_factory=list)

    def on(self, call: str, body: Json, status: int = 200) -> None:
        """Answer this call, such as "GET /turn/account", with this body."""
        self.answers[call] = (status, body)

    def refuse(self, call: str, error: str, status: int = 409, **facts: Any) -> None:
        """Refuse this call for a named reason."""
        self.on(call, {"error": error, **facts}, status)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What httpx gets back; a call without an answer finds nothing there."""
        call = f"{request.method} {request.url.path}"
        content = request.read()
        self.asked.append((call, httpx.Response(200, content=content).json() if content else None))
        status, body = self.answers.get(call, (404, {"error": "NoSuchRoute"}))
        return httpx.Response(status, json=body)

    def put_in_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the actions ask this API."""
        client = httpx.AsyncClient(
            transport=httpx.MockTransport(self.answer), base_url="http://api.example"
        )
        monkeypatch.setattr(career_api, "_http", lambda: client)


def entity(text: str, name: str, part: str, value: Any) -> dict[str, Any]:
    """An entity where this part of the text stands."""
    start = text.index(part)
    return {"entity": name, "value": value, "start": start, "end": start + len(part)}


def heard(
    text: str,
    intent: str = "nlu_fallback",
    *entities: dict[str, Any],
    confidence: float = 0.9,
    slots: dict[str, Any] | None = None,
    asked: str | None = None,
    before: tuple[dict[str, Any], ...] = (),
) -> Tracker:
    """The conversation in which this was just said."""
    return Tracker.from_dict(
        {
            "sender_id": "c",
            "slots": {**(slots or {}), "requested_slot": asked},
            "events": [*before, {**USER, "text": text}, {"event": "action", "name": "form"}],
            "latest_message": {
                "text": text,
                "intent": {"name": intent, "confidence": confidence},
                "entities": list(entities),
                "metadata": {"turn_token": "t"},
            },
        }
    )


@dataclass
class Outcome:
    """What an action said and did."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def responses(self) -> list[str]:
        """The names of what was said."""
        return [message["response"] for message in self.messages]

    @property
    def slots(self) -> dict[str, Any]:
        """The slots that were set, without the one that Rasa itself keeps."""
        set_events = [event for event in self.events if event["event"] == "slot"]
        return {e["name"]: e["value"] for e in set_events if e["name"] != "requested_slot"}

    @property
    def followed_by(self) -> str | None:
        """The action that comes next."""
        return next((e["name"] for e in self.events if e["event"] == "followup"), None)

    @property
    def text(self) -> str:
        """Everything as the worker reads it."""
        return "\n".join(_text(message) for message in self.messages if message["response"])


def _text(message: dict[str, Any]) -> str:
    values = {key: value for key, value in message.items() if isinstance(value, str)}
    values.pop("response")
    return fill(domain(), message["response"], **{**values, "text": message.get("text") or ""})


async def run(action: Action, tracker: Tracker) -> Outcome:
    """Run it."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker, domain())
    return Outcome(dispatcher.messages, list(events))
