"""What the worker may always ask: who looked, and a copy of everything."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import account_api
from actions.account_api import Look
from actions.career_api import explain_refusals
from actions.dutch import clock, day
from actions.responses import fill

MOST_LOOKS = 10

Events = list[dict[str, Any]]
Values = dict[str, Any]


class ShowViews(Action):
    """Says who looked at the account, when and why."""

    def name(self) -> str:
        return "action_show_views"

    @explain_refusals(unavailable="utter_rekening_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        looks = await account_api.get_views(tracker)
        if not looks:
            dispatcher.utter_message(response="utter_niemand_bekeek_mijn_gegevens")
            return []
        lines = "\n".join(_line(domain, look) for look in looks[:MOST_LOOKS])
        dispatcher.utter_message(response="utter_wie_bekeek_mijn_gegevens", lines=lines)
        return []


class GiveCopy(Action):
    """Gives a link to a copy of everything that is kept of whoever speaks."""

    def name(self) -> str:
        return "action_give_copy"

    @explain_refusals(unavailable="utter_kopie_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        link = await account_api.request_data_copy(tracker)
        dispatcher.utter_message(
            response="utter_gegevens_downloaden", url=link.url, time=clock(link.expires_at)
        )
        return []


def _line(domain: Values, look: Look) -> str:
    known = f"utter_rol_{look.role}"
    role = fill(domain, known if known in domain["responses"] else "utter_rol_anders")
    return fill(
        domain,
        "utter_wie_bekeek_regel",
        date=day(look.viewed_at),
        viewer=look.viewer,
        role=role,
        reason=look.reason.rstrip("."),
    )
