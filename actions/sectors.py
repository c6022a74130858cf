"""Which fund or programme a sector has: dated facts of data/sectors.yml."""

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import forget, is_aside, said
from actions.responses import fill
from actions.sector_data import (
    UNKNOWN,
    Item,
    group_of,
    lately_named_sectors,
    named_sectors,
    one_sector,
    sector_data,
    sectors,
)

TOPIC = "sectorfonds_zoeken"
# What we say about facts that are old or not confirmed.
DOUBT = {"medium": "utter_sectorfonds_nakijken", "low": "utter_sectorfonds_onzeker"}

Events = list[dict[str, Any]]
Values = dict[str, Any]


class BeginSector(Action):
    """Starts the form of one question; a sector in the message goes before one from earlier."""

    def name(self) -> str:
        return "action_begin_sector"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        is_new = bool(named_sectors(tracker)) or tracker.get_slot("sector") == UNKNOWN
        return [*(forget("sector") if is_new else []), FollowupAction("sector_form")]


class ValidateSectorForm(FormValidationAction):
    """Takes a sector from whatever the worker says of their work."""

    def name(self) -> str:
        return "validate_sector_form"

    async def extract_sector(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """The sector that the message names."""
        return heard_sector(tracker, {TOPIC})

    async def validate_sector(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Values:
        """Any sector will do: what we know of it is said afterwards."""
        return {"sector": value}


class AskSector(Action):
    """Asks for the sector with buttons; when the message named a group, for the part of it."""

    def name(self) -> str:
        return "action_ask_sector"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        ask_sector(dispatcher, tracker, domain, TOPIC, "utter_sectorfonds_welke_sector")
        return []


class ShowSectorFund(Action):
    """Says what the worker's sector has."""

    def name(self) -> str:
        return "action_show_sector_fund"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        sector = sectors().get(str(tracker.get_slot("sector")))
        if sector:
            _tell(dispatcher, domain, sector)
        else:
            dispatcher.utter_message(response="utter_sectorfonds_zoeken")
        return []


def heard_sector(tracker: Tracker, own: set[str]) -> Values:
    """The sector that the message names; `onbekend` when it answers without naming one."""
    named = named_sectors(tracker)
    is_asked = tracker.get_slot("requested_slot") == "sector"
    if is_aside(tracker, own, is_answered=is_asked and bool(named)):
        return {}
    if sector := one_sector(named):
        return {"sector": sector}
    if group_of(named):
        return {"sector": None}
    return {"sector": UNKNOWN} if is_asked and said(tracker) else {}


def ask_sector(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values, intent: str, question: str
) -> None:
    """Ask with a button for each sector, and one for who does not know."""
    group = group_of(named_sectors(tracker) or lately_named_sectors(tracker))
    names = sector_data()["groups"][group] if group else sector_data()["common"]
    buttons = [
        {"title": sectors()[name]["title"], "payload": f'/{intent}{{"sector": "{name}"}}'}
        for name in names
    ]
    unknown = {
        "title": fill(domain, "utter_knop_weet_ik_niet"),
        "payload": f'/{intent}{{"sector": "{UNKNOWN}"}}',
    }
    response = "utter_sectorfonds_welk_deel" if group else question
    dispatcher.utter_message(response=response, buttons=[*buttons, unknown])


def _tell(dispatcher: CollectingDispatcher, domain: Values, sector: Item) -> None:
    dispatcher.utter_message(
        response="utter_sectorfonds",
        says=sector["says"],
        more=" ".join(_more(domain, sector)),
        metadata={
            "topic": TOPIC,
            "sources": list(sector["sources"].values()),
            "checked_on": sector_data()["checked_on"],
        },
    )


def _more(domain: Values, sector: Item) -> Iterator[str]:
    """How sure we are, and where to read on; no site that nobody looked at."""
    if doubt := DOUBT.get(sector["certainty"]):
        yield fill(domain, doubt)
    if "site" in sector:
        yield fill(domain, "utter_sectorfonds_site", site=sector["site"])
