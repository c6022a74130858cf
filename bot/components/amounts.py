"""Finds amounts of money in Dutch text, as whole cents.

Number words are read by text2num ("twaalfhonderdvijftig" in 0.03 ms; number-parser has no Dutch).
By hand: digits with Dutch points and commas, "400,-", "2 duizend", and when a number is money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc
from text_to_num import text2num

from bot.components.entity_data import Found, any_of, load_words

LONGEST = 5  # words of one number: "twee duizend drie honderd vijftig"
SURE, LIKELY = 1.0, 0.7
# "1.250,50", "1250", "12.50" and "400,-"; "1,250" is none: English, or too exact for money.
DIGITS = r"(?<![\w.,/-])(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:[.,](?P<part>\d{1,2}(?!\d)|[-–]+))?"


def read_number(words: str) -> int | None:
    """Give the number that Dutch words stand for, None when they are no number."""
    try:
        return int(text2num(words, "nl"))
    except ValueError:
        return None


class Amounts:
    """Amounts with a currency, and numbers where only money can be meant."""

    def __init__(self) -> None:
        """Build the patterns from the words of data/entities."""
        words = load_words("amount_cents")
        self._currency = set(words["currency"])
        self._multipliers = words["multipliers"]
        self._vague, self._after = set(words["vague"]), set(words["after"])
        self._doing = set(words["doing"])
        self._numeral = re.compile(rf"(?:{any_of(words['numerals'])})", re.IGNORECASE)
        times = rf"(?:\s?(?P<times>{any_of(self._multipliers)})\b)?"
        unit = rf"(?P<unit>\s?(?:{any_of(words['currency'])})(?!\w)(?!\s\d))"
        cents = rf"(?P<cents>\s(?:{any_of(words['cents'])})\b)"
        self._written = re.compile(rf"(?P<sign>€\s?|\beur\s)?{DIGITS}{times}(?:{unit}|{cents})?")
        self._cue = re.compile(rf"(?:^|\b(?:{any_of(words['before'])})\s(?:\w+\s)?)$")

    def find(self, doc: Doc) -> Iterator[Found]:
        """Give each amount in euros as cents, digits first."""
        text = doc.text.lower()
        for match in self._written.finditer(text):
            yield from self._digits(text, match)
        yield from self._words(doc)

    def _digits(self, text: str, match: re.Match[str]) -> Iterator[Found]:
        start, end = match.span()
        is_money = match["sign"] or match["unit"] or match["cents"] or "-" in _tail(match)
        sure = SURE if is_money else LIKELY
        if _is_strange(text, match) or not (is_money or self._is_meant(text, start, end)):
            return
        yield Found(start, end, self._cents(match), sure)

    def _cents(self, match: re.Match[str]) -> int:
        whole = int(match["whole"].replace(".", ""))
        if match["cents"]:
            return whole
        part = match["part"] or ""
        cents = whole * 100 + (int(part.ljust(2, "0")) if part.isdigit() else 0)
        return int(cents * self._multipliers.get(match["times"], 1))

    def _words(self, doc: Doc) -> Iterator[Found]:
        """Amounts in words: the longest number before "euro", or a number that stands alone."""
        at = 0
        while at < len(doc):
            size, number = self._number_at(doc, at)
            if number is not None:
                yield from self._amount(doc, at, at + size, number)
            at += size

    def _number_at(self, doc: Doc, at: int) -> tuple[int, int | None]:
        """The longest number from a word on, and its size in words; most words are none."""
        longest = 0
        while longest < min(LONGEST, len(doc) - at) and self._numeral.match(doc[at + longest].text):
            longest += 1
        for size in range(longest, 0, -1):
            number = read_number(doc[at : at + size].text.lower())
            if number is not None:
                return size, number
        return 1, None

    def _amount(self, doc: Doc, start: int, end: int, number: int) -> Iterator[Found]:
        before = doc[start - 1].lower_ if start else ""
        if before in self._vague or before.isdigit():
            return
        first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
        if end < len(doc) and doc[end].lower_ in self._currency:
            yield Found(first, doc[end].idx + len(doc[end]), number * 100, SURE)
        elif number >= 100 and self._is_meant(doc.text.lower(), first, last):
            yield Found(first, last, number * 100, LIKELY)

    def _is_meant(self, text: str, start: int, end: int) -> bool:
        """Whether a bare number is money: beside "kost" or alone, and nothing is counted."""
        following = re.match(r"\W*(\w+)", text[end:])
        if following and following[1] in self._doing:
            return True
        ends_here = not following or following[1] in self._after
        return ends_here and bool(self._cue.search(text[:start]))


def _tail(match: re.Match[str]) -> str:
    return (match["part"] or "").replace("–", "-")


def _is_strange(text: str, match: re.Match[str]) -> bool:
    """Whether the number goes on: "1,250", "24/7", "25-12-2026", "3e", "mbo4"."""
    return bool(re.match(r"[.,/:-]?\w|%", text[match.end() :]))
