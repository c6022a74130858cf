"""The machine-readable part of each answer is complete."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from operations.content.finding import Finding
from operations.content.model import Content, Response

# What is no answer to a topic says what it is instead.
KINDS = ("small_talk", "own_account", "explaining")
SOURCE_KINDS = ("officieel", "primair", "secundair", "intern")


def metadata_is_complete(content: Content) -> Iterator[Finding]:
    """A topic's answer has topic, sources and two dates; any other response has a kind."""
    for response in content.responses:
        for what, remedy in _gaps(content, response):
            yield Finding("metadata", response.file, response.name, what, remedy)


def _gaps(content: Content, response: Response) -> Iterator[tuple[str, str]]:
    metadata = response.metadata
    if "topic" not in metadata:
        if metadata.get("kind") not in KINDS and not response.is_title:
            yield "no topic", f"Give metadata a topic, or a kind: {', '.join(KINDS)}."
        return
    if metadata["topic"] not in content.topics:
        yield str(metadata["topic"]), "This topic is not in data/catalogue: add it there."
    for name in ("checked_on", "review_before"):
        if not is_date(metadata.get(name)):
            yield f"{name}: {metadata.get(name)}", "Write a date in quotes, as “2026-11-23”."
    if not isinstance(metadata.get("sources"), list):
        yield "no sources", "List its sources; an empty list needs advice_only: true."
    for source in response.sources:
        yield from _gaps_of_source(source)


def _gaps_of_source(source: dict[str, Any]) -> Iterator[tuple[str, str]]:
    name = str(source.get("name"))
    if not source.get("name") or not isinstance(source.get("page_date"), str):
        yield name, "A source needs a name and a page_date in quotes."
    if source.get("kind") not in SOURCE_KINDS:
        yield name, f"A source needs a kind: {', '.join(SOURCE_KINDS)}."


def is_date(value: object) -> bool:
    """Whether it is a day as YYYY-MM-DD in a string."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
