"""Sectors as dated facts (data/sectors.yml), and which ones a message names."""

from functools import cache
from typing import Any

import yaml
from rasa_sdk import Tracker

from actions.server import REPOSITORY

DATA = REPOSITORY / "data"
# The worker does not know their sector, or it is one without a name here.
UNKNOWN = "onbekend"

FEW_MESSAGES = 4

Item = dict[str, Any]


def named_sectors(tracker: Tracker) -> list[str]:
    """The sectors that the message names, then those of the occupations that it names."""
    return _named_by(tracker.latest_message.get("entities") or [])


def lately_named_sectors(tracker: Tracker) -> list[str]:
    """The sectors of the last few messages, newest first: "ik werk in de zorg" may be one back."""
    messages = [event["parse_data"] for event in tracker.events if event["event"] == "user"]
    lately = reversed(messages[-FEW_MESSAGES:])
    return [name for message in lately for name in _named_by(message.get("entities") or [])]


def _named_by(entities: list[Item]) -> list[str]:
    occupations = [_occupations().get(e["value"]) for e in entities if e["entity"] == "occupation"]
    sectors = [str(e["value"]) for e in entities if e["entity"] == "sector"]
    return [*sectors, *(occupation for occupation in occupations if occupation)]


def one_sector(names: list[str]) -> str | None:
    """The first sector that we have facts about, else the first that is no group of sectors."""
    known = [name for name in names if name in sectors()]
    others = [name for name in names if name not in sector_data()["groups"]]
    return next(iter([*known, *others]), None)


def group_of(names: list[str]) -> str | None:
    """The group of sectors that is named, such as "zorg"."""
    return next((name for name in names if name in sector_data()["groups"]), None)


def sectors() -> dict[str, Item]:
    """Every sector with facts, by its id."""
    return {sector["id"]: sector for sector in sector_data()["sectors"]}


@cache
def sector_data() -> Item:
    """All of data/sectors.yml."""
    return _read("sectors.yml")


@cache
def _occupations() -> dict[str, str | None]:
    """The sector of each occupation; None where we know none."""
    jobs = _read("entities/occupation.yml")["occupations"]
    return {name: job.get("sector") for name, job in jobs.items()}


def _read(name: str) -> Item:
    content: Item = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return content
