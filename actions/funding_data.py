"""Which pots may pay for a course: dated facts of data/funding.yml, sources of data/catalogue."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import yaml

from actions.sector_data import DATA, UNKNOWN, sector_data, sectors

# Only who has a boss can be sent on a course by one.
HAS_A_BOSS = {"werkend", "flex", UNKNOWN}

Item = dict[str, Any]


@dataclass(frozen=True)
class Situation:
    """What the worker told; `onbekend` where they do not know. The cost is in cents."""

    purpose: str = UNKNOWN
    sector: str = UNKNOWN
    employment: str = UNKNOWN
    mandatory: str = UNKNOWN
    cost_cents: int | None = None


@dataclass(frozen=True)
class Pot:
    """One place where money may come from: who pays, in whose interest, and who says so."""

    id: str
    name: str
    says: str
    paid_by: str
    interest: str
    sources: tuple[Item, ...]
    checked_on: str


def pots_for(situation: Situation) -> list[Pot]:
    """The pots that may pay in this situation, in the order to try them."""
    if situation.employment not in HAS_A_BOSS:
        situation = replace(situation, mandatory=UNKNOWN)  # nobody can send them on a course
    data = funding_data()
    order = data["order"].get(situation.purpose, data["order"][UNKNOWN])
    fitting = [name for name in order if _fits(data["pots"][name], situation)]
    return [_pot(name, situation) for name in fitting[: data["most"]]]


@cache
def funding_data() -> Item:
    """All of data/funding.yml."""
    content: Item = yaml.safe_load((DATA / "funding.yml").read_text(encoding="utf-8"))
    return content


def _fits(pot: Item, situation: Situation) -> bool:
    return all(getattr(situation, key) in fitting for key, fitting in pot["when"].items())


def _pot(name: str, situation: Situation) -> Pot:
    item = funding_data()["pots"][name]
    sector = sectors().get(situation.sector) if name == "sector" else None
    return Pot(
        id=name,
        name=item["name"],
        says=sector["says"] if sector else item["says"],
        paid_by=item["paid_by"],
        interest=item["interest"],
        sources=tuple(sector["sources"].values() if sector else _sources(item)),
        checked_on=sector_data()["checked_on"] if sector else funding_data()["checked_on"],
    )


def _sources(item: Item) -> list[Item]:
    """The sources of the catalogue behind a pot, as the screens show them."""
    known = _catalogue()[item["topic"]]["sources"]
    return [_shown(known[key]) for key in item["sources"]]


def _shown(source: Item) -> Item:
    host = urlsplit(source.get("address", "")).netloc.removeprefix("www.")
    return {**source, "name": host or source["title"], "checked_on": str(source["checked_on"])}


@cache
def _catalogue() -> Item:
    topics: Item = {}
    for path in sorted((DATA / "catalogue").glob("*.yml")):
        topics |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return topics
