"""Every topic with what the chatbot says about it, and when somebody has to read that again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from api.console.topics import responses, topic_in_words

SOON = timedelta(days=30)
SIMPLER = "utter_simpeler_"

Response = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """One text as workers see it, with the buttons below it; the simpler one is for who asks."""

    text: str
    is_simpler: bool
    buttons: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """Where facts come from; the date is as the page gives it."""

    name: str
    address: str | None
    page_date: str


@dataclass(frozen=True)
class TopicToRead:
    """A topic with its texts; of several dates, the first to come counts."""

    title: str
    said: tuple[Said, ...]
    sources: tuple[Source, ...]
    checked_on: date
    review_before: date

    def days_left(self, today: date) -> int:
        """How many days are left; negative when it is overdue."""
        return (self.review_before - today).days

    def is_due(self, today: date) -> bool:
        """Whether it is overdue, or will be within thirty days."""
        return self.review_before - today <= SOON


@cache
def topics_to_read() -> tuple[TopicToRead, ...]:
    """All topics, the one that has to be read again first in front."""
    found = (_topic(topic, list(texts)) for topic, texts in groupby(_by_topic(), key=_topic_of))
    return tuple(sorted(found, key=lambda one: (one.review_before, one.title)))


def _by_topic() -> list[tuple[str, Response]]:
    """The responses that are about a topic, with their names, a topic's own together."""
    about = [one for one in responses().items() if (one[1].get("metadata") or {}).get("topic")]
    return sorted(about, key=_topic_of)


def _topic_of(named: tuple[str, Response]) -> str:
    topic: str = named[1]["metadata"]["topic"]
    return topic


def _topic(topic: str, texts: list[tuple[str, Response]]) -> TopicToRead:
    about = [response["metadata"] for _, response in texts]
    return TopicToRead(
        title=topic_in_words(topic),
        said=tuple(_said(*named) for named in texts),
        sources=tuple(dict.fromkeys(_source(one) for data in about for one in data["sources"])),
        checked_on=min(date.fromisoformat(data["checked_on"]) for data in about),
        review_before=min(date.fromisoformat(data["review_before"]) for data in about),
    )


def _said(name: str, response: Response) -> Said:
    buttons = tuple(button["title"] for button in response.get("buttons", ()))
    return Said(response["text"].strip(), name.startswith(SIMPLER), buttons)


def _source(source: Response) -> Source:
    return Source(source["name"], source.get("address"), source["page_date"])
