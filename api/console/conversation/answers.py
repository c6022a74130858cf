"""Answers that a coach can insert: the chatbot's own topics, with their sources."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from api.console.topics import responses, topic_in_words
from api.console.words import words
from api.dutch import page_date_in_words

MOST_FOUND = 8
# More would bury the answer; what officials wrote themselves goes first.
MOST_SOURCES = 2
OFFICIAL = ("officieel", "primair")
_WITHIN_PARENTHESES = re.compile(r"\s*\(.*\)$")


@dataclass(frozen=True)
class CannedAnswer:
    """An answer to one topic; `sources` has one line for each source that a worker may visit."""

    topic: str
    title: str
    text: str
    sources: tuple[str, ...]

    @property
    def insertable(self) -> str:
        """The text with its sources, as it goes into a reply."""
        return "\n\n".join((self.text, "\n".join(self.sources))).strip()


@cache
def library() -> dict[str, CannedAnswer]:
    """Every answer that a coach can insert, by topic."""
    found = (_canned(name, response) for name, response in responses().items())
    return {answer.topic: answer for answer in found if answer}


def search(query: str) -> list[CannedAnswer]:
    """The answers with all words of the query in them, the best first; at most eight."""
    wanted = _folded(query).split()
    if not wanted:
        return []
    scored = [(_score(answer, wanted), answer) for answer in library().values()]
    found = sorted((pair for pair in scored if pair[0]), key=lambda p: (-p[0], p[1].title))
    return [answer for _, answer in found[:MOST_FOUND]]


def _canned(name: str, response: dict[str, Any]) -> CannedAnswer | None:
    metadata = response.get("metadata") or {}
    topic, text = metadata.get("topic"), response.get("text", "")
    # What an action fills in, or says in fewer words, is no answer of its own.
    if not topic or name != f"utter_{topic}" or "{" in text:
        return None
    visited = [one for one in metadata.get("sources", ()) if one.get("address")]
    best = sorted(visited, key=lambda one: one.get("kind") not in OFFICIAL)[:MOST_SOURCES]
    sources = tuple(_source(one) for one in best)
    return CannedAnswer(topic, topic_in_words(topic), text.strip(), sources)


def _source(source: dict[str, Any]) -> str:
    date = page_date_in_words(_WITHIN_PARENTHESES.sub("", source["page_date"]))
    return words("source", name=source["name"], date=date, address=source["address"])


def _score(answer: CannedAnswer, wanted: list[str]) -> int:
    """More for words in the title than for words in the text only; 0 when one is missing."""
    title = _folded(f"{answer.title} {answer.topic}")
    text = _folded(answer.text)
    scores = [_word_score(word, title, text) for word in wanted]
    return sum(scores) + 1 if all(scores) else 0


def _word_score(word: str, title: str, text: str) -> int:
    return 3 * _begins(word, title) or 2 * (word in title) or int(word in text)


def _begins(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", text) is not None


def _folded(text: str) -> str:
    """Without capitals and accents, so that "scholing" and "Schóling" are the same."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("_", " "))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
