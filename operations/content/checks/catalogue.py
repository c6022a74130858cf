"""The facts themselves are in order: known status, sources that exist, pages with a date."""

from collections.abc import Iterator
from pathlib import Path

from operations.content.checks.buttons import COACH_IS_DUE
from operations.content.checks.metadata import SOURCE_KINDS, is_date
from operations.content.finding import Finding
from operations.content.model import SOURCED, Content, Topic

STATUSES = (SOURCED, "advies", "product", "niet_geverifieerd")
COACHES = (*COACH_IS_DUE, "optie", "nee")
SECTORS = Path("data/sectors.yml")
NEEDED_OF_SECTOR = ("name", "programme", "offers", "certainty", "sources")


def topics_are_sound(content: Content) -> Iterator[Finding]:
    """Each fact has a status and, when it is sourced, sources of its topic."""
    for topic in content.topics.values():
        for what, remedy in _faults(topic):
            yield Finding("catalogue", topic.file, topic.id, what, remedy)


def sectors_are_sound(content: Content) -> Iterator[Finding]:
    """Each sector says what there is, how sure that is, and which dated page says so."""
    for sector in content.sectors:
        name = str(sector.get("name"))
        if missing := [key for key in NEEDED_OF_SECTOR if not sector.get(key)]:
            yield Finding("sector", SECTORS, name, ", ".join(missing), "Write what is missing.")
        for key, source in (sector.get("sources") or {}).items():
            if not source.get("page_date") or not is_date(source.get("checked_on")):
                remedy = "Give the source a page_date and a checked_on as “2026-11-23”."
                yield Finding("sector", SECTORS, name, key, remedy)


def _faults(topic: Topic) -> Iterator[tuple[str, str]]:
    if topic.coach not in COACHES:
        yield topic.coach, f"Choose a coach of: {', '.join(COACHES)}."
    for fact in topic.facts:
        if fact.status not in STATUSES:
            yield fact.status, f"Choose a status of: {', '.join(STATUSES)}."
        if (fact.status == SOURCED) != bool(fact.sources):
            yield fact.text, f"A fact has sources when its status is {SOURCED}, and only then."
        for key in set(fact.sources) - set(topic.sources):
            yield key, "The topic has no such source: add it, or correct the key."
    for key, source in topic.sources.items():
        if source.kind not in SOURCE_KINDS or not source.page_date:
            yield key, f"A source needs a page_date and a kind: {', '.join(SOURCE_KINDS)}."
        if not (source.address or source.title):
            yield key, "A source needs an address, or a title when it is our own."
