"""Not understanding the worker: once is human, twice needs a coach."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

FALLBACK_INTENT = "nlu_fallback"


class SayNotUnderstood(Action):
    """Asks to say it otherwise the first time, and offers a coach the second time in a row."""

    def name(self) -> str:
        return "action_say_not_understood"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        in_a_row = _misunderstood_before(tracker) + 1
        if in_a_row > 1:
            dispatcher.utter_message(response="utter_niet_begrepen_coach")
        else:
            dispatcher.utter_message(response="utter_niet_begrepen")
        return []


def _misunderstood_before(tracker: Tracker) -> int:
    """How many of the worker's last messages, before this one, were not understood."""
    count = 0
    for event in reversed(tracker.events[: _latest_user_event(tracker)]):
        if event["event"] != "user":
            continue
        if event["parse_data"]["intent"]["name"] != FALLBACK_INTENT:
            break
        count += 1
    return count


def _latest_user_event(tracker: Tracker) -> int:
    positions = [i for i, event in enumerate(tracker.events) if event["event"] == "user"]
    return positions[-1]
