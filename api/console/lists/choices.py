"""What a coach chose to see of the queue: kept in the address of the page, so it can be shared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.console.topics import sector_in_words, topic_in_words

DESK = "/console"


@dataclass(frozen=True)
class Choice:
    """One sector or topic to choose: how many wait there, and where choosing it leads."""

    words: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """The sector and the topic that a coach wants to see; None is all of them."""

    sector: str | None = None
    topic: str | None = None

    def __bool__(self) -> bool:
        return bool(self.sector or self.topic)

    def lets_through(self, sector: str | None, topic: str | None) -> bool:
        """Whether somebody of this sector, with this topic, is to be shown."""
        return self.sector in (None, sector) and self.topic in (None, topic)

    @property
    def address(self) -> str:
        """The desk with this filter."""
        chosen = {"sector": self.sector, "topic": self.topic}
        query = urlencode({key: value for key, value in chosen.items() if value})
        return f"{DESK}?{query}" if query else DESK

    def sector_choices(self, waiting: Mapping[str, int]) -> tuple[Choice, ...]:
        """The sectors of those who wait; choosing the chosen one again shows all."""

        def choose(sector: str | None) -> Filter:
            return Filter(sector, self.topic)

        return _choices(waiting, self.sector, sector_in_words, choose)

    def topic_choices(self, waiting: Mapping[str, int]) -> tuple[Choice, ...]:
        """The topics of those who wait; choosing the chosen one again shows all."""

        def choose(topic: str | None) -> Filter:
            return Filter(self.sector, topic)

        return _choices(waiting, self.topic, topic_in_words, choose)


def _choices(
    waiting: Mapping[str, int],
    chosen: str | None,
    in_words: Callable[[str], str],
    choose: Callable[[str | None], Filter],
) -> tuple[Choice, ...]:
    keys = {*waiting, chosen} - {None}
    found = [
        Choice(
            words=in_words(key),
            count=waiting.get(key, 0),
            address=choose(None if key == chosen else key).address,
            is_chosen=key == chosen,
        )
        for key in keys
        if key
    ]
    return tuple(sorted(found, key=lambda choice: (-choice.count, choice.words)))
