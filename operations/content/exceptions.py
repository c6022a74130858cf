"""Exceptions to the checks: one by one, each with a reason, in data/editorial/exceptions.yml."""

from collections.abc import Iterator
from pathlib import Path

from operations.content.finding import Finding
from operations.content.model import Content, Item

FILE = Path("data/editorial/exceptions.yml")


def without_exceptions(content: Content, findings: list[Finding]) -> Iterator[Finding]:
    """The findings that nobody excused, and the excuses that nothing needs any more."""
    listed = list(exceptions(content))
    for finding in findings:
        if not any(_excuses(item, check, finding) for check, item in listed):
            yield finding
    for check, item in listed:
        if not item.get("reason"):
            yield Finding("exception", FILE, item["place"], item["what"], "Give a reason.")
        if not any(_excuses(item, check, finding) for finding in findings):
            remedy = f"Nothing is found by “{check}” here any more: remove the exception."
            yield Finding("exception", FILE, item["place"], item["what"], remedy)


def exceptions(content: Content) -> Iterator[tuple[str, Item]]:
    """Each exception with the check that it is about."""
    for check, items in content.editorial.get("exceptions", {}).items():
        for item in items or ():
            yield check, item


def _excuses(item: Item, check: str, finding: Finding) -> bool:
    said = (check, item["place"], str(item["what"]))
    return said == (finding.check, finding.place, finding.what)
