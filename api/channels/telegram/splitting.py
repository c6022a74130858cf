"""Cutting a long text where a reader would pause. Telegram counts in UTF-16 units."""

import re
from collections.abc import Iterator

LONGEST_TEXT = 4096  # UTF-16 units
LONGEST_CAPTION = 1024  # UTF-16 units

# The best place to cut first: between paragraphs, lines, sentences, words.
_PAUSES = [re.compile(p) for p in (r"\n\n+", r"\n", r"(?<=[.!?…])\s+", r"\s+")]


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int = LONGEST_TEXT) -> list[str]:
    """The text in pieces of at most `limit` units, cut at the best pause there is."""
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        head = _fitting(rest, limit)
        cut = _best_cut(head)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def _fitting(text: str, limit: int) -> str:
    """The longest beginning that fits."""
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if units(text[:middle]) <= limit else (low, middle - 1)
    return text[:low]


def _best_cut(head: str) -> int:
    # A pause near the start would leave a scrap of a message: better a lesser pause further on.
    return next((cut for cut in _cuts(head) if cut > len(head) // 3), len(head))


def _cuts(head: str) -> Iterator[int]:
    for pause in _PAUSES:
        ends = [found.end() for found in pause.finditer(head)]
        if ends:
            yield ends[-1]
