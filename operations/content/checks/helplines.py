"""Telephone numbers come from data/helplines.yml, where each is checked every quarter."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from operations.content.checks.metadata import is_date
from operations.content.finding import Finding, once
from operations.content.model import Content

FILE = Path("data/helplines.yml")
FRESH = timedelta(days=90)
NEEDED = ("number", "name", "source", "page_date", "checked_on", "owner")
# Emergency numbers, free and paid numbers, and ordinary ones with ten digits or +31.
TELEPHONE = re.compile(
    r"(?<![\w.,-])(?:11[234]|14 ?\d{3}|0[89]00[ -]?\d(?:[ -]?\d){3,6}|"
    r"(?:\+31|0)[ -]?\d(?:[ -]?\d){8})(?![\w-]|\.\w|,\d)"
)


def numbers_are_listed(content: Content) -> Iterator[Finding]:
    """Every telephone number in a text is a helpline, written as it is there."""
    known = {str(line["number"]) for line in content.helplines}
    for passage in content.passages:
        for number in once(iter(TELEPHONE.findall(passage.text))):
            if number not in known:
                remedy = f"Use a number of {FILE}, written as it is there, or add it with a source."
                yield Finding("helpline", passage.file, passage.place, number, remedy)


def helplines_are_fresh(content: Content) -> Iterator[Finding]:
    """Every helpline is complete and was checked in the last ninety days."""
    for line in content.helplines:
        name = str(line.get("name"))
        if missing := [key for key in NEEDED if not line.get(key)]:
            remedy = f"Complete it: {', '.join(missing)}."
            yield Finding("helpline", FILE, name, str(line.get("number")), remedy)
        elif not is_date(line["checked_on"]):
            remedy = "Write checked_on as a date in quotes, as “2026-11-23”."
            yield Finding("helpline", FILE, name, str(line["checked_on"]), remedy)
        elif date.fromisoformat(line["checked_on"]) + FRESH < content.today:
            remedy = "Call it or read its own site, then write today's date."
            yield Finding("helpline", FILE, name, line["checked_on"], remedy)
