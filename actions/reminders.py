"""Being reminded of something later."""

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_api
from actions.career_api import explain_refusals
from actions.coach import leave_speaking_to_the_service


class OfferReminder(Action):
    """Lets the service ask when; only a button sets a reminder."""

    def name(self) -> str:
        return "action_offer_reminder"

    @explain_refusals(unavailable="utter_coach_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        await hand_off_api.offer_reminder(tracker, _day(tracker))
        leave_speaking_to_the_service(dispatcher)
        return []


def _day(tracker: Tracker) -> date | None:
    """The one day that the worker named, if they named one."""
    entities = tracker.latest_message.get("entities") or []
    named = {entity["value"] for entity in entities if entity["entity"] == "date"}
    return date.fromisoformat(named.pop()) if len(named) == 1 else None
