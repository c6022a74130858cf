"""Answering what this service is not for, or what is not in Dutch."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class SayOutOfScope(Action):
    """Says what the chatbot is for; to who does not write Dutch, in their own language."""

    def name(self) -> str:
        return "action_say_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        language = next(tracker.get_latest_entity_values("language"), None)
        dispatcher.utter_message(response=_response(language, domain))
        return []


def _response(language: str | None, domain: dict[str, Any]) -> str:
    if language is None:
        return "utter_buiten_bereik"
    in_language = f"utter_andere_taal_{language}"
    return in_language if in_language in domain["responses"] else "utter_andere_taal_en"
