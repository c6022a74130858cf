"""Warning about false messages; who is signed in hears until when their own money is theirs."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import account_api
from actions.account_api import LotLeft
from actions.career_api import CareerApiError
from actions.dutch import euros, long_date

Events = list[dict[str, Any]]
Values = dict[str, Any]


class WarnAboutScam(Action):
    """Says what not to do, then what is really so."""

    def name(self) -> str:
        return "action_warn_about_scam"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        try:
            lots = [lot for lot in await account_api.get_lots(tracker) if not lot.has_lapsed]
        except CareerApiError:
            lots = []  # a visitor, nobody's money, or an API that is away: the warning stands
        dispatcher.utter_message(response="utter_melding_oplichting")
        if lots:
            _say_what_is_so(dispatcher, lots)
        return []


def _say_what_is_so(dispatcher: CollectingDispatcher, lots: list[LotLeft]) -> None:
    expiring = [lot for lot in lots if lot.expires_on]
    if not expiring or not expiring[0].expires_on:
        dispatcher.utter_message(response="utter_oplichting_vervalt_niet")
        return
    first_day = expiring[0].expires_on
    cents = sum(lot.left_cents for lot in expiring if lot.expires_on == first_day)
    dispatcher.utter_message(
        response="utter_oplichting_eigen_datum", date=long_date(first_day), amount=euros(cents)
    )
