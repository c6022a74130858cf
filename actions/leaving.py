"""Leaving a form: because the worker wants to, or because something else comes first."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import intent

CLOSED = [ActiveLoop(None), SlotSet("requested_slot", None)]

Events = list[dict[str, Any]]
Values = dict[str, Any]


class LeaveForm(Action):
    """Ends the questions, kindly."""

    def name(self) -> str:
        return "action_leave_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        dispatcher.utter_message(response="utter_formulier_gestopt")
        return [*CLOSED]


class PutFormAway(Action):
    """Answers what is worse than an open form, and asks nothing more."""

    def name(self) -> str:
        return "action_put_form_away"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        dispatcher.utter_message(response=f"utter_{intent(tracker)}")
        return [*CLOSED]
