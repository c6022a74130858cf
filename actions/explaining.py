"""Explaining the last answer: in simpler words, or by its sources."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class ExplainSimpler(Action):
    """Says the last answer again in simpler words."""

    def name(self) -> str:
        return "action_explain_simpler"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        simpler = f"utter_simpeler_{_last_answer(tracker).get('topic')}"
        is_there = simpler in domain["responses"]
        dispatcher.utter_message(response=simpler if is_there else "utter_eenvoudiger_uitleggen")
        return []


class ShowSources(Action):
    """Shows the sources of the last answer; the screens write them out."""

    def name(self) -> str:
        return "action_show_sources"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        answer = _last_answer(tracker)
        if answer.get("sources"):
            dispatcher.utter_message(response="utter_bronnen_van_antwoord", metadata=answer)
        else:
            dispatcher.utter_message(response="utter_bot_bronnen_en_fouten")
        return []


def _last_answer(tracker: Tracker) -> dict[str, Any]:
    """The metadata of the last response that was about a topic: its sources and dates."""
    for event in reversed(tracker.events):
        metadata = (event.get("metadata") or {}).get("metadata") or {}
        if event["event"] == "bot" and metadata.get("topic"):
            return dict(metadata)
    return {}
