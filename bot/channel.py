"""The one door to the assistant: the gateway asks, with a token, and gets the whole answer."""

from __future__ import annotations

import asyncio
import hmac
import logging
from typing import Any, Awaitable, Callable, Dict, Optional, Text
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import ACTION_SESSION_START_NAME
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.payload import parse_payload
from bot.replies import ReplyCollector
from bot.turn import BadTurn, ChannelError, Turn
from bot.understanding.message import Understanding, understand

logger = logging.getLogger(__name__)

_RANKING_LENGTH = 3


class MissingToken(ValueError):
    """ASSISTANT_TOKEN is empty; without it anybody on this machine could talk as any worker."""


class WrongToken(ChannelError):
    """The request carries no token, or another one."""

    status = 401


class NotReady(ChannelError):
    """No model is loaded."""

    status = 503


class ActionFailed(ChannelError):
    """An action of this turn failed, so its replies are not the whole answer."""


class GatewayChannel(InputChannel):
    """Answers turns of the gateway over HTTP; see ARCHITECTURE.md for the life of a message."""

    def __init__(self, token: Text) -> None:
        """Keep the token that the gateway must present; raise MissingToken when empty."""
        if not token:
            raise MissingToken("Set ASSISTANT_TOKEN: the gateway and the assistant share it.")
        self._credential = f"Bearer {token}".encode()
        self._turns: WeakValueDictionary[Text, asyncio.Lock] = WeakValueDictionary()

    @classmethod
    def name(cls) -> Text:
        """Give the name in the address: /webhooks/gateway/."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> GatewayChannel:
        """Build the channel from credentials.yml."""
        return cls(str((credentials or {}).get("token") or ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the two routes; Rasa's own message handler is not used, for it returns nothing."""
        routes = Blueprint("gateway_channel", "bot_channel")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            _ready_agent(request)
            return response.json({"status": "ok"})

        @routes.post("/turns")
        async def turns(request: Request) -> HTTPResponse:
            self._check_token(request)
            return response.json(await self._answer(_ready_agent(request), _read(request)))

        routes.exception(Exception)(_refuse)
        return routes

    def _check_token(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._credential):
            raise WrongToken("The token is not that of the gateway.")

    async def _answer(self, agent: Agent, turn: Turn) -> Dict[Text, Any]:
        # Rasa's own lock asks once a second whether it is free; this one wakes at once.
        lock = self._turns.setdefault(turn.conversation_id, asyncio.Lock())
        async with lock:
            understanding = await _understand(agent, turn)
            parse = understanding.parse
            if turn.new_session:
                await _start_session(agent, turn.conversation_id)
            collector = ReplyCollector()
            tracker = await _take_turn(agent, turn, parse, collector)
        if understanding.second_intent:
            collector.offer_second_question(understanding.second_intent, agent.domain)
        if understanding.perhaps_crisis:
            collector.name_help(agent.domain)
        return _answer_body(parse, collector, tracker)


async def _refuse(_request: Request, error: Exception) -> HTTPResponse:
    status = getattr(error, "status", None) or getattr(error, "status_code", 500)
    if status == 500:
        logger.error("A turn failed.", exc_info=error)
    return response.json({"error": type(error).__name__}, status=status)


def _ready_agent(request: Request) -> Agent:
    agent: Optional[Agent] = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise NotReady("No model is loaded.")
    return agent


def _read(request: Request) -> Turn:
    if not request.body:
        raise BadTurn("The body is empty.")
    return Turn.from_json(request.json)


async def _start_session(agent: Agent, conversation_id: Text) -> None:
    collector = ReplyCollector()
    async with agent.lock_store.lock(conversation_id):
        await agent.execute_action(conversation_id, ACTION_SESSION_START_NAME, collector, None, 1.0)
    _check_failures(collector)


async def _understand(agent: Agent, turn: Turn) -> Understanding:
    if turn.payload is not None:
        return Understanding(parse_payload(turn.payload, agent.domain))
    return await understand(agent, turn.text or "", turn.conversation_id)


async def _take_turn(
    agent: Agent, turn: Turn, parse: Dict[Text, Any], collector: ReplyCollector
) -> DialogueStateTracker:
    """Do what Rasa's handle_message does, but keep the tracker and store no failed turn."""
    message = UserMessage(
        turn.text if turn.payload is None else turn.payload,
        collector,
        turn.conversation_id,
        parse_data=parse,
        input_channel=GatewayChannel.name(),
        metadata={"turn_token": turn.turn_token},
    )
    processor = agent.processor
    async with agent.lock_store.lock(turn.conversation_id):
        tracker = await processor.log_message(message, should_save_tracker=False)
        tracker = await processor.run_action_extract_slots(collector, tracker)
        await processor._run_prediction_loop(collector, tracker)
        _check_failures(collector)
        await processor.save_tracker(tracker)
    return tracker


def _check_failures(collector: ReplyCollector) -> None:
    if collector.failures:
        raise ActionFailed(f"Failed with {', '.join(collector.failures)}.")


def _answer_body(
    parse: Dict[Text, Any], collector: ReplyCollector, tracker: DialogueStateTracker
) -> Dict[Text, Any]:
    ranking = [
        {"name": rank["name"], "confidence": rank["confidence"]}
        for rank in parse.get("intent_ranking", [])
        if rank["name"] != DEFAULT_NLU_FALLBACK_INTENT_NAME
    ]
    return {
        "replies": collector.replies,
        "intent": {key: parse["intent"][key] for key in ("name", "confidence")},
        "ranking": ranking[:_RANKING_LENGTH],
        "active_form": tracker.active_loop_name,
        "sector": _sector(parse),
    }


def _sector(parse: Dict[Text, Any]) -> Optional[Text]:
    """The sector that was named in the message, as the pipeline read it."""
    named = (e["value"] for e in parse.get("entities", []) if e["entity"] == "sector")
    return next(named, None)
