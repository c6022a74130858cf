"""Not being sure: ask what was meant, and offer a coach when that happens twice."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.responses import fill

FALLBACK_INTENT = "nlu_fallback"
# The last button, whatever comes before it.
OTHERWISE = "iets_anders"
MOST_CANDIDATES = 3
# Below this a guess is worth less than asking again: measured with benchmarks/nlu.py.
SMALLEST_CONFIDENCE = 0.08

Button = dict[str, str]


class SayNotUnderstood(Action):
    """Names what may have been meant; the second time in a row a coach comes first."""

    def name(self) -> str:
        return "action_say_not_understood"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        candidates = _candidates(tracker, domain)
        if _was_misunderstood_before(tracker):
            dispatcher.utter_message(response="utter_niet_begrepen_coach")
        elif candidates:
            otherwise = _button(domain, OTHERWISE)
            dispatcher.utter_message(response="utter_bedoel_je", buttons=[*candidates, otherwise])
        else:
            dispatcher.utter_message(response="utter_niet_begrepen")
        return []


def _candidates(tracker: Tracker, domain: dict[str, Any]) -> list[Button]:
    """Buttons for the likeliest topics, in plain words."""
    likely = [
        candidate["name"]
        for candidate in tracker.latest_message.get("intent_ranking", ())
        if candidate["confidence"] >= SMALLEST_CONFIDENCE
        and candidate["name"] != OTHERWISE
        and f"utter_vraag_{candidate['name']}" in domain["responses"]
    ]
    return [_button(domain, intent) for intent in likely[:MOST_CANDIDATES]]


def _button(domain: dict[str, Any], intent: str) -> Button:
    return {"title": fill(domain, f"utter_vraag_{intent}"), "payload": f"/{intent}"}


def _was_misunderstood_before(tracker: Tracker) -> bool:
    """Whether the worker's message before this one was not understood either."""
    intents = [
        event["parse_data"]["intent"]["name"]
        for event in tracker.events
        if event["event"] == "user"
    ]
    return intents[-2:-1] == [FALLBACK_INTENT]
