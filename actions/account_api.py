"""What the API tells about a learning account: amounts in cents, moments in UTC."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from rasa_sdk import Tracker

from actions.career_api import ask

ACCOUNT = "/turn/account"


class ExplainedMovement(BaseModel):
    """One line of the explanation: what moved, by which rule, and what was free after it.

    The reason "opening" is what a deposit still held before the first line that is told.
    """

    made_at: datetime | None
    reason: str
    amount_cents: int
    depositor: str
    scheme_name: str
    scheme_rule: str | None = None
    scheme_source: str | None = None
    lot_expires_on: date | None = None
    running_balance_cents: int
    description: str = ""


class WorkChange(BaseModel):
    """A change of work, which moved no money."""

    change: str
    employer: str
    happened_on: date


class Explanation(BaseModel):
    """Every movement behind the balance, the balance they add up to, and what moved nothing."""

    lines: list[ExplainedMovement]
    available_cents: int
    reserved_cents: int
    changes: list[WorkChange] = []


class LotLeft(BaseModel):
    """What is left of one deposit, and the last day that it can be used, or could."""

    depositor: str
    scheme_name: str
    deposited_on: date
    expires_on: date | None
    left_cents: int
    has_lapsed: bool = False
    purpose: list[str] | None = None


class Reservation(BaseModel):
    """Money put aside for one course, training or coach; `held_cents` is what is left of it."""

    id: str
    what: str
    provider: str
    kind: str
    held_cents: int
    starts_on: date | None
    state: str


class Look(BaseModel):
    """Somebody looked at the account."""

    viewed_at: datetime
    viewer: str
    role: str
    reason: str


class Picture(BaseModel):
    """A picture of the balance, if there is one to draw, and the same in words."""

    image: str | None
    text: str


class DataCopy(BaseModel):
    """Where a copy of all data can be fetched, and until when (UTC)."""

    url: str
    expires_at: datetime


async def get_explanation(tracker: Tracker) -> Explanation:
    """Every movement on the account, oldest first. Raises CareerApiError."""
    return Explanation.model_validate(await ask("GET", f"{ACCOUNT}/explanation", tracker))


async def get_lots(tracker: Tracker) -> list[LotLeft]:
    """The deposits of which something is left; the first to expire first. Raises CareerApiError."""
    rows = await ask("GET", f"{ACCOUNT}/lots", tracker)
    return [LotLeft.model_validate(row) for row in rows]


async def get_reservations(tracker: Tracker) -> list[Reservation]:
    """All reservations, ended ones too. Raises CareerApiError."""
    rows = await ask("GET", f"{ACCOUNT}/reservations", tracker)
    return [Reservation.model_validate(row) for row in rows]


async def get_views(tracker: Tracker) -> list[Look]:
    """Who looked at the account, newest first. Raises CareerApiError."""
    rows = await ask("GET", f"{ACCOUNT}/views", tracker)
    return [Look.model_validate(row) for row in rows]


async def get_picture(tracker: Tracker) -> Picture:
    """A picture of the balance over time. Raises CareerApiError."""
    return Picture.model_validate(await ask("GET", f"{ACCOUNT}/picture", tracker))


async def propose_reservation(tracker: Tracker, plan: dict[str, Any]) -> None:
    """Let the API show the summary with its button. Raises CareerApiError, Refused with why."""
    await ask("POST", f"{ACCOUNT}/proposals", tracker, json=plan)


async def drop_proposals(tracker: Tracker) -> None:
    """Let the button of an open summary do nothing any more. Raises CareerApiError."""
    await ask("DELETE", f"{ACCOUNT}/proposals", tracker)


async def propose_cancellation(tracker: Tracker, reservation_id: str) -> None:
    """Let the API ask, with a button, whether to cancel. Raises CareerApiError."""
    await ask("POST", f"{ACCOUNT}/reservations/{reservation_id}/cancellation-proposal", tracker)


async def request_data_copy(tracker: Tracker) -> DataCopy:
    """A link to a copy of all that is kept of whoever speaks. Raises CareerApiError."""
    return DataCopy.model_validate(await ask("POST", "/turn/data-copy", tracker))
