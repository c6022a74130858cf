"""How busy the coaches are, for a worker who thinks of waiting."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_api
from actions.career_api import explain_refusals
from actions.dutch import clock, weekday
from actions.hand_off_api import Queue


class ShowQueue(Action):
    """Says how many wait and how long it lately took, or when coaches are there."""

    def name(self) -> str:
        return "action_show_queue"

    @explain_refusals(unavailable="utter_coach_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        response, values = _answer(await hand_off_api.get_queue(tracker))
        dispatcher.utter_message(response=response, **values)
        return []


def _answer(queue: Queue) -> tuple[str, dict[str, str]]:
    """Which response, with its values."""
    opening = queue.next_opening
    if not (queue.is_anybody_there or queue.is_open) and opening:
        return "utter_wachtrij_gesloten", {"day": weekday(opening), "time": clock(opening)}
    if not queue.is_anybody_there:
        return "utter_wachtrij_niemand", {}
    if queue.median_minutes is None:
        return "utter_wachtrij_status", {}
    values = {
        "waiting": str(queue.waiting),
        "median": str(queue.median_minutes),
        "long": str(queue.long_minutes),
    }
    return "utter_wachtrij_nu", values
