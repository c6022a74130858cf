"""Answers fit on one screen of a telephone."""

from collections.abc import Iterator

from operations.content.finding import Finding
from operations.content.model import Content
from operations.content.words import word_count

LONGEST = 80  # words
LONGEST_SIMPLER = 35


def answers_are_short(content: Content) -> Iterator[Finding]:
    """At most eighty words, and thirty-five in a simpler version."""
    for response in content.responses:
        limit = LONGEST_SIMPLER if response.is_simpler else LONGEST
        if (count := word_count(response.text)) > limit:
            remedy = f"Cut it to {limit} words."
            yield Finding("length", response.file, response.name, f"{count} words", remedy)
