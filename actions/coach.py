"""Bringing in a person."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import career_api
from actions.career_api import explain_refusals


class RequestCoach(Action):
    """Puts the worker in the queue for a coach; the service itself says what happens next."""

    def name(self) -> str:
        return "action_request_coach"

    @explain_refusals(unavailable="utter_coach_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        await career_api.request_coach(tracker, reason="asked")
        leave_speaking_to_the_service(dispatcher)
        return []


def leave_speaking_to_the_service(dispatcher: CollectingDispatcher) -> None:
    """Say nothing on purpose: without this mark the gateway takes silence for a failure."""
    dispatcher.utter_message(json_message={"speaker": "service"})
