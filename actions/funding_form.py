"""The form of at most five questions about who may pay for a course."""

from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import (
    does_not_know,
    entity,
    explain_question,
    form_words,
    has_any,
    is_aside,
    said,
)
from actions.funding_data import HAS_A_BOSS
from actions.sector_data import UNKNOWN
from actions.sectors import heard_sector

INTENT = "opleidingsgeld_uitzoeken"
PURPOSE, SECTOR, EMPLOYMENT = "funding_purpose", "sector", "funding_employment"
COST, MANDATORY = "funding_cost_cents", "funding_mandatory"

Values = dict[str, Any]


class ValidateFundingForm(FormValidationAction):
    """Takes from each message what it tells; skips what is known or does not matter."""

    def name(self) -> str:
        return "validate_funding_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Values,
    ) -> list[str]:
        """The questions, without "is it mandatory" for who has no boss or learns something else."""
        has_boss = tracker.get_slot(EMPLOYMENT) in (None, *HAS_A_BOSS)
        is_trade = tracker.get_slot(PURPOSE) != "breed"
        return (
            domain_slots if has_boss and is_trade else [s for s in domain_slots if s != MANDATORY]
        )

    async def extract_funding_purpose(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Whether it is for the trade they have, or for something broader."""
        return _heard(tracker, PURPOSE, entity(tracker, "purpose"), "purpose")

    async def extract_sector(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """The sector that the message names."""
        return heard_sector(tracker, {INTENT})

    async def extract_funding_employment(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Whether they work, and how."""
        return _heard(tracker, EMPLOYMENT, entity(tracker, "employer_status"), "employment")

    async def extract_funding_cost_cents(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """What it costs, in cents."""
        cost = entity(tracker, "amount_cents") or entity(tracker, "cost")
        return _heard(tracker, COST, cost, None)

    async def extract_funding_mandatory(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Whether they must do it."""
        return _heard(tracker, MANDATORY, entity(tracker, "mandatory"), "mandatory")

    async def validate_funding_purpose(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """One of the answers we know."""
        return _checked(PURPOSE, value, dispatcher, tracker)

    async def validate_sector(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Any sector will do."""
        return {SECTOR: value}

    async def validate_funding_employment(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """One of the answers we know."""
        return _checked(EMPLOYMENT, value, dispatcher, tracker)

    async def validate_funding_cost_cents(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """An amount, or that it is not known yet."""
        return _checked(COST, value, dispatcher, tracker)

    async def validate_funding_mandatory(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Yes, no, or not known."""
        return _checked(MANDATORY, value, dispatcher, tracker)


def _heard(tracker: Tracker, slot: str, named: Any, words: str | None) -> Values:
    """What the message says about a slot; None when that was asked but cannot be read."""
    is_asked = tracker.get_slot("requested_slot") == slot
    value = named or (_by_words(said(tracker), words) if is_asked else None)
    if is_aside(tracker, {INTENT}, is_answered=is_asked and value is not None):
        return {}
    if value is not None:
        return {slot: value}
    return {slot: None} if is_asked else {}


def _by_words(text: str, words: str | None) -> str | None:
    if does_not_know(text):
        return UNKNOWN
    answers = form_words()["funding"][words] if words else {}
    return next((answer for answer, cues in answers.items() if has_any(text, cues)), None)


def _checked(slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Values:
    if value is None and tracker.get_slot("requested_slot") == slot:
        explain_question(dispatcher, tracker, slot)
    return {slot: value}
