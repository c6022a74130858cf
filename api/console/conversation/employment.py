"""Whether a worker said how they work: employed, between jobs, self-employed."""

import re
from collections.abc import Iterable
from functools import cache

from api.data_files import load
from api.settings import DATA
from api.texts import texts


@cache
def _phrases() -> list[tuple[str, re.Pattern[str]]]:
    path = DATA / "entities" / "employer_status.yml"
    phrases: dict[str, list[str]] = load(path)["phrases"]
    return [(status, _any_of(ways)) for status, ways in phrases.items()]


def _any_of(ways: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, ways), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def status_said(newest_first: Iterable[str]) -> str | None:
    """What the worker said last of how they work, in plain words; None when they did not."""
    for text in newest_first:
        for status, phrase in _phrases():
            if phrase.search(text):
                in_words: dict[str, str] = texts("console")["employment"]
                return in_words[status]
    return None
