"""The form for reserving money: what is still missing, and why something cannot be."""

from datetime import date, datetime
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import career_api
from actions.dutch import AMSTERDAM, euros
from actions.forms import explain_question, has_run_in_this_turn, is_aside
from actions.reservation_reading import (
    AMOUNT,
    INTENTS,
    LONGEST,
    PROVIDER,
    STARTS_ON,
    WHAT,
    answers,
    read,
)

Values = dict[str, Any]


class ValidateReservationForm(FormValidationAction):
    """Takes from each message what it tells, whatever was asked."""

    def name(self) -> str:
        return "validate_reservation_form"

    async def extract_reservation_what(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """What it is for, when the message says so."""
        return _heard(tracker, WHAT)

    async def extract_reservation_provider(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Who teaches, when the message says so."""
        return _heard(tracker, PROVIDER)

    async def extract_reservation_amount_cents(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """How much, in cents, when the message says so."""
        return _heard(tracker, AMOUNT)

    async def extract_reservation_starts_on(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """From which day, when the message says so."""
        return _heard(tracker, STARTS_ON)

    async def validate_reservation_what(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Any words will do."""
        return {WHAT: _words(value, WHAT, dispatcher, tracker)}

    async def validate_reservation_provider(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Any words will do."""
        return {PROVIDER: _words(value, PROVIDER, dispatcher, tracker)}

    async def validate_reservation_amount_cents(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Not more than what is free on the account; the API has the last word on that."""
        if not value:
            _explain_when_asked(AMOUNT, dispatcher, tracker)
            return {AMOUNT: None}
        available_cents = await _available_cents(tracker)
        if available_cents is not None and value > available_cents:
            dispatcher.utter_message(
                response="utter_reservering_te_weinig",
                amount=euros(value),
                available=euros(available_cents),
            )
            return {AMOUNT: None}
        return {AMOUNT: int(value)}

    async def validate_reservation_starts_on(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Today or later."""
        if not value:
            _explain_when_asked(STARTS_ON, dispatcher, tracker)
            return {STARTS_ON: None}
        if date.fromisoformat(value) < datetime.now(AMSTERDAM).date():
            dispatcher.utter_message(response="utter_reservering_datum_voorbij")
            return {STARTS_ON: None}
        return {STARTS_ON: value}


def _heard(tracker: Tracker, slot: str) -> Values:
    """What the message says about a slot; None when it should say so but cannot be read."""
    asked = tracker.get_slot("requested_slot")
    is_aside_now = is_aside(tracker, INTENTS, is_answered=answers(tracker, asked))
    if is_aside_now or has_run_in_this_turn(tracker, "action_propose_reservation"):
        return {}
    found = read(tracker)
    if slot in found:
        return {slot: found[slot]}
    is_unreadable = not found and asked == slot
    return {slot: None} if is_unreadable else {}


def _words(value: Any, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> str | None:
    if not value:
        _explain_when_asked(slot, dispatcher, tracker)
        return None
    return str(value)[:LONGEST]


def _explain_when_asked(slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Help with the question that was open; a slot emptied on purpose needs no help."""
    if tracker.get_slot("requested_slot") == slot:
        explain_question(dispatcher, tracker, slot)


async def _available_cents(tracker: Tracker) -> int | None:
    """The free money in cents; None when the API is away: it checks again at the end."""
    try:
        return (await career_api.get_balance(tracker)).available_cents
    except career_api.CareerApiError:
        return None
