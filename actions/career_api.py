"""The only HTTP in the actions: one question to the API, on behalf of the turn under way."""

import functools
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import httpx
from pydantic import BaseModel
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.organisation import how_to_sign_in

# Shorter than the gateway's patience, so that the worker hears the reason and not silence.
TIMEOUT_SECONDS = 4.0

Run = Callable[..., Awaitable[list[dict[str, Any]]]]


class CareerApiError(Exception):
    """The API did not do what was asked; `told` is what it said about that."""

    def __init__(self, told: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.told = told or {}


class NotSignedIn(CareerApiError):
    """The worker in this conversation is a visitor."""


class NotLinked(CareerApiError):
    """The worker asks on Telegram, where nobody knows yet who they are."""


class NoLearningAccount(CareerApiError):
    """The worker has no learning account."""


class Unavailable(CareerApiError):
    """The API is away, or refuses this turn."""


class Refused(CareerApiError):
    """The API says no for a reason that the worker can do something about."""

    @property
    def reason(self) -> str:
        """The name of the reason, as the API gives it."""
        return str(self.told.get("error"))


REFUSALS: dict[str, type[CareerApiError]] = {
    "NotSignedIn": NotSignedIn,
    "NotLinked": NotLinked,
    "NoLearningAccount": NoLearningAccount,
}
# What the actions themselves explain, in data/responses/reservations.yml.
REASONS = {
    "NotEnoughMoney",
    "InvalidAmount",
    "StartsInThePast",
    "PurposeNotAllowed",
    "SchemeRefuses",
    "RuleUnknown",
    "NothingReserved",
    "NotFound",
}


class Balance(BaseModel):
    """How the worker's account stands, in cents, at a moment in UTC; what has just lapsed."""

    available_cents: int
    reserved_cents: int
    lapsed_cents: int = 0
    as_of: datetime


class Movement(BaseModel):
    """One transfer on the worker's account: cents, and a moment in UTC."""

    reason: str
    amount_cents: int
    made_at: datetime
    depositor: str
    description: str


@functools.cache
def _http() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=os.environ.get("API_URL", "http://127.0.0.1:8080"), timeout=TIMEOUT_SECONDS
    )


async def get_balance(tracker: Tracker) -> Balance:
    """The balance of whoever speaks in this turn. Raises CareerApiError."""
    return Balance.model_validate(await ask("GET", "/turn/account", tracker))


async def get_movements(tracker: Tracker) -> list[Movement]:
    """The last movements of whoever speaks in this turn. Raises CareerApiError."""
    rows = await ask("GET", "/turn/account/movements", tracker)
    return [Movement.model_validate(row) for row in rows]


async def request_coach(tracker: Tracker, reason: str) -> None:
    """Put whoever speaks in this turn in the queue for a coach. Raises CareerApiError."""
    await ask("POST", "/turn/escalation", tracker, json={"reason": reason})


async def ask(method: str, path: str, tracker: Tracker, **content: Any) -> Any:
    """Ask the API on behalf of the turn under way, and return its JSON.

    Raises NotSignedIn, NoLearningAccount, Refused or Unavailable.
    """
    headers = {"Authorization": f"Bearer {_turn_token(tracker)}"}
    try:
        response = await _http().request(method, path, headers=headers, **content)
    except httpx.HTTPError as error:
        raise Unavailable from error
    if response.is_success:
        return response.json() if response.content else None
    raise _refusal(response)


def _turn_token(tracker: Tracker) -> str:
    metadata = tracker.latest_message.get("metadata") or {}
    return str(metadata.get("turn_token", ""))


def _refusal(response: httpx.Response) -> CareerApiError:
    try:
        told = dict(response.json())
    except (TypeError, ValueError):
        return Unavailable()
    code = str(told.get("error"))
    return Refused(told) if code in REASONS else REFUSALS.get(code, Unavailable)(told)


def explain_refusals(*, unavailable: str) -> Callable[[Run], Run]:
    """Let the worker hear why, when the API says no; `unavailable` names the apology."""

    def decorate(run: Run) -> Run:
        @functools.wraps(run)
        async def explaining(
            action: Action,
            dispatcher: CollectingDispatcher,
            tracker: Tracker,
            domain: dict[str, Any],
        ) -> list[dict[str, Any]]:
            try:
                return await run(action, dispatcher, tracker, domain)
            except NotSignedIn:
                dispatcher.utter_message(
                    response="utter_niet_ingelogd", how_to_sign_in=how_to_sign_in()
                )
            except NotLinked:
                dispatcher.utter_message(response="utter_telegram_hier")
            except NoLearningAccount:
                dispatcher.utter_message(response="utter_geen_leerrekening")
            except Unavailable:
                dispatcher.utter_message(response=unavailable)
            return []

        return explaining

    return decorate
