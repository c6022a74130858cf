"""Making, moving and cancelling an appointment with a coach."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_api
from actions.career_api import explain_refusals
from actions.coach import leave_speaking_to_the_service


class OfferAppointment(Action):
    """Lets the service show the free days, or the appointment that there is."""

    def name(self) -> str:
        return "action_offer_appointment"

    @explain_refusals(unavailable="utter_coach_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        await hand_off_api.talk_about_appointment(tracker, "make")
        leave_speaking_to_the_service(dispatcher)
        return []


class CancelAppointment(Action):
    """Lets the service ask whether to cancel; only the button cancels."""

    def name(self) -> str:
        return "action_cancel_appointment"

    @explain_refusals(unavailable="utter_coach_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        await hand_off_api.talk_about_appointment(tracker, "cancel")
        leave_speaking_to_the_service(dispatcher)
        return []
