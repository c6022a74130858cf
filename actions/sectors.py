"""Which fund or programme a sector has: dated facts of data/sectors.yml."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.responses import fill
from actions.server import REPOSITORY

DATA = REPOSITORY / "data"
TOPIC = "sectorfonds_zoeken"
WAYS_ON = ("werkcentrum", "coach_spreken")
# What we say about facts that are old or not confirmed.
DOUBT = {"medium": "utter_sectorfonds_nakijken", "low": "utter_sectorfonds_onzeker"}

Item = dict[str, Any]


class ShowSectorFund(Action):
    """Says what the worker's sector has; asks for the sector when it is not clear."""

    def name(self) -> str:
        return "action_show_sector_fund"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        named = _named(tracker)
        known = next((name for name in named if name in _sectors()), None)
        group = next((name for name in named if name in _data()["groups"]), None)
        if known:
            _tell(dispatcher, domain, _sectors()[known])
        elif group:
            _ask(dispatcher, domain, "utter_sectorfonds_welk_deel", _data()["groups"][group])
        elif named:
            dispatcher.utter_message(response="utter_sectorfonds_zoeken")
        else:
            _ask(dispatcher, domain, "utter_sectorfonds_welke_sector", _data()["common"])
        return []


def _tell(dispatcher: CollectingDispatcher, domain: dict[str, Any], sector: Item) -> None:
    dispatcher.utter_message(
        response="utter_sectorfonds",
        says=sector["says"],
        more=" ".join(_more(domain, sector)),
        metadata={
            "topic": TOPIC,
            "sources": list(sector["sources"].values()),
            "checked_on": _data()["checked_on"],
        },
    )


def _more(domain: dict[str, Any], sector: Item) -> Iterator[str]:
    """How sure we are, and where to read on; no site that nobody looked at."""
    if doubt := DOUBT.get(sector["certainty"]):
        yield fill(domain, doubt)
    if "site" in sector:
        yield fill(domain, "utter_sectorfonds_site", site=sector["site"])


def _ask(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], response: str, names: list[str]
) -> None:
    """Ask with a button for each sector, and a way on for who does not know."""
    sectors = [
        {"title": _sectors()[name]["title"], "payload": f'/{TOPIC}{{"sector": "{name}"}}'}
        for name in names
    ]
    ways_on = [
        {"title": fill(domain, f"utter_vraag_{intent}"), "payload": f"/{intent}"}
        for intent in WAYS_ON
    ]
    dispatcher.utter_message(response=response, buttons=[*sectors, *ways_on])


def _named(tracker: Tracker) -> list[str]:
    """The sectors that the message names, then those of the occupations that it names."""
    entities = tracker.latest_message.get("entities") or []
    occupations = [_occupations().get(e["value"]) for e in entities if e["entity"] == "occupation"]
    sectors = [str(e["value"]) for e in entities if e["entity"] == "sector"]
    return [*sectors, *(occupation for occupation in occupations if occupation)]


def _sectors() -> dict[str, Item]:
    return {sector["id"]: sector for sector in _data()["sectors"]}


@cache
def _data() -> Item:
    return _read("sectors.yml")


@cache
def _occupations() -> dict[str, str | None]:
    """The sector of each occupation; None where we know none."""
    jobs = _read("entities/occupation.yml")["occupations"]
    return {name: job.get("sector") for name, job in jobs.items()}


def _read(name: str) -> Item:
    content: Item = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return content
