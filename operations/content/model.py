"""What the gate looks at: answers, the facts behind them, examples and texts."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from operations.content.finding import Finding

Item = dict[str, Any]
SIMPLER = "utter_simpeler_"
TITLE = "utter_vraag_"  # an intent in a few words, for a button
# The words of the catalogue itself, see data/catalogue/rules.yml.
SOURCED, GUIDANCE = "bron", "advies"


@dataclass(frozen=True)
class Source:
    """A page, or a text of our own when it has no address, as an editor read it."""

    page_date: str
    checked_on: date
    kind: str
    address: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Fact:
    """One fact of a topic; its status says whether a worker may read it."""

    text: str
    status: str
    sources: tuple[str, ...] = ()

    @property
    def may_be_shown(self) -> bool:
        """Whether it is sourced, or guidance without a claim."""
        return self.status in (SOURCED, GUIDANCE)


@dataclass(frozen=True)
class Topic:
    """Everything known about one question; `answered_by` names another intent with the answer."""

    id: str
    file: Path
    question: str
    facts: tuple[Fact, ...]
    sources: dict[str, Source]
    coach: str = "optie"
    review_before: date | str | None = None
    only_secondary: bool = False
    answered_by: str | None = None
    is_flow: bool = False


@dataclass(frozen=True)
class Button:
    """A next step under an answer."""

    title: str
    payload: str


@dataclass(frozen=True)
class Response:
    """One variation of an answer."""

    file: Path
    name: str
    text: str
    buttons: tuple[Button, ...] = ()
    metadata: Item = field(default_factory=dict)

    @property
    def is_simpler(self) -> bool:
        """Whether this is the simpler version of another answer."""
        return self.name.startswith(SIMPLER)

    @property
    def is_title(self) -> bool:
        """Whether this is no answer, but an intent in words as it stands on a button."""
        return self.name.startswith(TITLE)

    @property
    def topic_id(self) -> str | None:
        """The topic that it answers; None for small talk and the worker's own account."""
        return self.metadata.get("topic")

    @property
    def sources(self) -> list[Item]:
        """The sources shown under it."""
        return self.metadata.get("sources") or []


@dataclass(frozen=True)
class Passage:
    """Any Dutch text that a worker or coach may read."""

    file: Path
    place: str
    text: str
    is_response: bool = False
    is_simpler: bool = False


@dataclass(eq=False)  # one reading is one thing: what follows from it can be remembered
class Content:
    """All that was read, with the lists that editors keep."""

    today: date
    domain: Item = field(default_factory=dict)
    nlu: list[tuple[Path, Item]] = field(default_factory=list)
    rules: list[tuple[Path, Item]] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    topics: dict[str, Topic] = field(default_factory=dict)
    texts: list[Passage] = field(default_factory=list)
    sectors: list[Item] = field(default_factory=list)
    helplines: list[Item] = field(default_factory=list)
    editorial: dict[str, Any] = field(default_factory=dict)  # data/editorial, by file name
    measured: list[tuple[Path, str]] = field(default_factory=list)  # sentences that measure
    unreadable: list[Finding] = field(default_factory=list)

    @property
    def passages(self) -> list[Passage]:
        """Every response and every text of the service."""
        said = [Passage(r.file, r.name, r.text, True, r.is_simpler) for r in self.responses]
        return said + self.texts

    def topic_of(self, response: Response) -> Topic | None:
        """The topic that an answer, or the title of a button, is about."""
        return self.topics.get(response.topic_id or response.name.removeprefix(TITLE))
