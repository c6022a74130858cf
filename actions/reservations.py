"""Reserving money in conversation: begin, correct, propose and leave.

The API shows the summary and its button itself; nothing here moves money.
"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import account_api, career_api
from actions.career_api import CareerApiError, Refused, explain_refusals
from actions.coach import leave_speaking_to_the_service
from actions.dutch import euros
from actions.forms import forget
from actions.leaving import CLOSED
from actions.reservation_reading import AMOUNT, PROVIDER, SLOTS, STARTS_ON, WHAT, kind_of, read

FORM = "reservation_form"
UNAVAILABLE = "utter_rekening_niet_bereikbaar"
# What we say to each refusal of the API, and which answer of the form can mend it.
EXPLANATIONS = {
    "NotEnoughMoney": ("utter_reservering_te_weinig", AMOUNT),
    "InvalidAmount": ("utter_help_reservation_amount_cents", AMOUNT),
    "StartsInThePast": ("utter_reservering_datum_voorbij", STARTS_ON),
    "PurposeNotAllowed": ("utter_reservering_ander_doel", None),
    "SchemeRefuses": ("utter_reservering_geweigerd", None),
    "RuleUnknown": ("utter_reservering_regel_onbekend", None),
}

Events = list[dict[str, Any]]
Values = dict[str, Any]


class BeginReservation(Action):
    """Starts the form, when there is money to reserve."""

    def name(self) -> str:
        return "action_begin_reservation"

    @explain_refusals(unavailable=UNAVAILABLE)
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        balance = await career_api.get_balance(tracker)
        if not balance.available_cents:
            dispatcher.utter_message(response="utter_reservering_geen_geld")
            return []
        return [*forget(*SLOTS), FollowupAction(FORM)]


class CorrectReservation(Action):
    """Opens the form again with what was wrong left out."""

    def name(self) -> str:
        return "action_correct_reservation"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        if not _is_filled(tracker):
            dispatcher.utter_message(response="utter_reservering_niets_te_wijzigen")
            return []
        if not read(tracker):
            dispatcher.utter_message(response="utter_reservering_wat_wijzigen")
            return []
        return [FollowupAction(FORM)]


class ProposeReservation(Action):
    """Hands the filled form to the API, which shows the summary; says why when it may not."""

    def name(self) -> str:
        return "action_propose_reservation"

    @explain_refusals(unavailable=UNAVAILABLE)
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        try:
            await account_api.propose_reservation(tracker, _plan(tracker))
        except Refused as refusal:
            return _explain(refusal, dispatcher, tracker, domain)
        leave_speaking_to_the_service(dispatcher)
        return []


class PointToButton(Action):
    """A typed "ja" moves no money: the button under the summary does."""

    def name(self) -> str:
        return "action_point_to_button"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        is_open = _is_filled(tracker)
        dispatcher.utter_message(
            response="utter_reservering_druk_op_knop" if is_open else "utter_bevestigen"
        )
        return []


class LeaveReservation(Action):
    """Lets the plan go, kindly."""

    def name(self) -> str:
        return "action_leave_reservation"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        await _let_go(dispatcher, tracker)
        return [*CLOSED, *forget(*SLOTS)]


class DeclineReservation(Action):
    """A typed "nee" after the summary lets the plan go; anywhere else it is just "nee"."""

    def name(self) -> str:
        return "action_decline"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        if not _is_filled(tracker):
            dispatcher.utter_message(response="utter_ontkennen")
            return []
        if any(value for value in read(tracker).values()):
            return [FollowupAction(FORM)]
        await _let_go(dispatcher, tracker)
        return forget(*SLOTS)


async def _let_go(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Close the summary that may still stand: after a no its button must do nothing."""
    try:
        await account_api.drop_proposals(tracker)
        dispatcher.utter_message(response="utter_reservering_gestopt")
    except CareerApiError:
        dispatcher.utter_message(response=UNAVAILABLE)


def _plan(tracker: Tracker) -> Values:
    what = str(tracker.get_slot(WHAT))
    return {
        "kind": kind_of(what),
        "what": what,
        "provider": tracker.get_slot(PROVIDER),
        "amount_cents": tracker.get_slot(AMOUNT),
        "starts_on": tracker.get_slot(STARTS_ON),
    }


def _explain(
    refusal: Refused, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
) -> Events:
    """Say why, and ask again for what can be mended."""
    response, slot = EXPLANATIONS.get(refusal.reason, (UNAVAILABLE, None))
    if refusal.reason == "PurposeNotAllowed" and refusal.told.get("available_cents"):
        response, slot = "utter_reservering_deels_ander_doel", AMOUNT
    ground = f"utter_reservering_grond_{refusal.told.get('ground')}"
    response = ground if ground in domain["responses"] else response
    dispatcher.utter_message(
        response=response,
        available=euros(int(refusal.told.get("available_cents", 0))),
        amount=euros(int(tracker.get_slot(AMOUNT) or 0)),
    )
    return [*forget(slot), FollowupAction(FORM)] if slot else forget(*SLOTS)


def _is_filled(tracker: Tracker) -> bool:
    """Whether a summary was shown: then nothing is missing."""
    return all(tracker.get_slot(slot) for slot in SLOTS)
