"""Questions about the worker's own learning account."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import career_api
from actions.career_api import Balance, Movement, explain_refusals
from actions.dutch import day, euros
from actions.forms import form_words, has_any, said
from actions.responses import fill

# The line of data/responses/learning_account.yml for each reason that money moved.
LINES = {
    "deposit": "utter_mutatie_regel_storting",
    "reserve": "utter_mutatie_regel_reservering",
    "give_back": "utter_mutatie_regel_teruggezet",
    "pay": "utter_mutatie_regel_betaling",
    "refund": "utter_mutatie_regel_terugbetaling",
    "expire": "utter_mutatie_regel_vervallen",
    "correct": "utter_mutatie_regel_correctie",
}


class ShowBalance(Action):
    """Says how much is on the worker's learning account."""

    def name(self) -> str:
        return "action_show_balance"

    @explain_refusals(unavailable="utter_rekening_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        balance = await career_api.get_balance(tracker)
        if balance.lapsed_cents:
            lapsed = euros(balance.lapsed_cents)
            dispatcher.utter_message(response="utter_saldo_net_vervallen", lapsed=lapsed)
        dispatcher.utter_message(
            response=_response_for(balance),
            date=day(balance.as_of),
            available=euros(balance.available_cents),
            reserved=euros(balance.reserved_cents),
        )
        return []


class ShowMovements(Action):
    """Says what last came in and went out; what is put aside, when that was asked."""

    def name(self) -> str:
        return "action_show_movements"

    @explain_refusals(unavailable="utter_rekening_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        if has_any(said(tracker), form_words()["reservations"]):
            return [FollowupAction("action_show_reservations")]
        movements = await career_api.get_movements(tracker)
        if not movements:
            dispatcher.utter_message(response="utter_mutaties_leeg")
            return []
        lines = "\n".join(_line(domain, movement) for movement in movements)
        dispatcher.utter_message(response="utter_mutaties", lines=lines)
        return []


def _response_for(balance: Balance) -> str:
    if balance.reserved_cents:
        return "utter_saldo_met_reservering"
    return "utter_saldo" if balance.available_cents else "utter_saldo_leeg"


def _line(domain: dict[str, Any], movement: Movement) -> str:
    return fill(
        domain,
        LINES[movement.reason],
        date=day(movement.made_at),
        amount=euros(movement.amount_cents),
        depositor=movement.depositor,
        description=movement.description,
    )
