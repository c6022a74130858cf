"""Talking on Telegram: how to link it, from where the worker asks."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import career_api
from actions.career_api import explain_refusals

# The response for each way a worker can stand with Telegram.
RESPONSES = {
    "off": "utter_telegram_uit",
    "linked": "utter_telegram_gekoppeld",
    "on_telegram": "utter_telegram_hier",
    "visitor": "utter_telegram_bezoeker",
    "unlinked": "utter_bot_telegram_koppelen",
}


class ExplainTelegram(Action):
    """Says what to do to link Telegram, or to part from it."""

    def name(self) -> str:
        return "action_explain_telegram"

    @explain_refusals(unavailable="utter_telegram_uit")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        standing = (await career_api.ask("GET", "/turn/telegram", tracker))["standing"]
        dispatcher.utter_message(response=RESPONSES[standing])
        return []
