"""Explaining the last answer: in simpler words, or by its sources."""

from datetime import date
from typing import Any

from babel.dates import format_date
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.responses import fill


class ExplainSimpler(Action):
    """Says the last answer again in simpler words."""

    def name(self) -> str:
        return "action_explain_simpler"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        simpler = f"utter_simpeler_{_topic(tracker)}"
        is_there = simpler in domain["responses"]
        dispatcher.utter_message(response=simpler if is_there else "utter_eenvoudiger_uitleggen")
        return []


class ShowSources(Action):
    """Names the sources of the last answer."""

    def name(self) -> str:
        return "action_show_sources"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        metadata = _last_answer(tracker)
        sources = metadata.get("sources")
        if not sources:
            dispatcher.utter_message(response="utter_bot_bronnen_en_fouten")
            return []
        lines = "\n".join(_line(domain, source) for source in sources)
        checked_on = format_date(
            date.fromisoformat(metadata["checked_on"]), "d MMMM y", locale="nl_NL"
        )
        dispatcher.utter_message(
            response="utter_bronnen_van_antwoord", lines=lines, checked_on=checked_on
        )
        return []


def _last_answer(tracker: Tracker) -> dict[str, Any]:
    """The metadata of the last response that was about a topic."""
    for event in reversed(tracker.events):
        if event["event"] != "bot":
            continue
        metadata = (event.get("metadata") or {}).get("metadata") or {}
        if metadata.get("topic"):
            return dict(metadata)
    return {}


def _topic(tracker: Tracker) -> str:
    return str(_last_answer(tracker).get("topic", ""))


def _line(domain: dict[str, Any], source: dict[str, Any]) -> str:
    with_address = "utter_bron_regel" if source.get("address") else "utter_bron_regel_zonder_adres"
    return fill(
        domain,
        with_address,
        name=source["name"],
        page_date=source["page_date"],
        address=source.get("address", ""),
    )
