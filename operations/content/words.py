"""Cuts Dutch text into sentences and words."""

import re
import unicodedata
from functools import cache

STEP = re.compile(r"^\d\. ", re.MULTILINE)
PLACEHOLDER = re.compile(r"\{\w+\}")
# A full stop inside “113.nl” or “2.000” is followed by no space and ends nothing.
SENTENCE_END = re.compile(r"(?<=[.?!])['’”)]*\s+|\n+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
ANNOTATION = re.compile(r"\[([^]]+)](?:\([^)]*\)|\{[^}]*})")


@cache
def sentences(text: str) -> list[str]:
    """The sentences of a text, steps without their number."""
    return [s.strip() for s in SENTENCE_END.split(STEP.sub("", text)) if s.strip()]


def words(text: str) -> list[str]:
    """The words of letters; “zzp'er” and “vraag-antwoord” are one word."""
    return WORD.findall(PLACEHOLDER.sub(" ", text))


def word_count(text: str) -> int:
    """How many words a reader reads; an amount and something filled in are words too."""
    return sum(1 for word in STEP.sub("", text).split() if re.search(r"\w", word))


def folded(text: str) -> str:
    """Text without case, accents, punctuation and double spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return NOT_A_LETTER_OR_DIGIT.sub(" ", letters).strip()


def plain_example(example: str) -> str:
    """A training sentence without the marks of its entities."""
    return ANNOTATION.sub(r"\1", example.strip().removeprefix("-")).strip()
