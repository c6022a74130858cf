"""Reads data/catalogue: topics with their facts, and the flows that borrow facts of topics."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from operations.content.finding import Finding
from operations.content.model import Fact, Item, Source, Topic

FOLDER = Path("data/catalogue")
FLOWS = FOLDER / "flows.yml"
# Not topics: the house rules.
OTHERS = {FOLDER / "rules.yml", FLOWS}


def topics(files: dict[Path, Item], unreadable: list[Finding]) -> dict[str, Topic]:
    """Every topic and flow by its id; what cannot be understood joins `unreadable`."""
    found: dict[str, Topic] = {}
    for file, items in files.items():
        if file.parent == FOLDER and file not in OTHERS:
            found |= {topic.id: topic for topic in _topics(file, items, unreadable)}
    flows = files.get(FLOWS, {})
    return found | {flow: _flow(flow, found, lends) for flow, lends in flows.items()}


def _topics(file: Path, items: Item, unreadable: list[Finding]) -> Iterator[Topic]:
    for name, item in items.items():
        try:
            yield _topic(file, name, item)
        except (KeyError, TypeError, ValueError) as error:
            remedy = "Complete the topic: question, facts with status, sources, coach."
            unreadable.append(Finding("catalogue", file, name, repr(error), remedy))


def _topic(file: Path, name: str, item: Item) -> Topic:
    return Topic(
        id=name,
        file=file,
        question=item["question"],
        facts=tuple(
            Fact(fact["text"], fact["status"], tuple(fact.get("sources", ())))
            for fact in item["facts"]
        ),
        sources={key: _source(source) for key, source in item["sources"].items()},
        coach=item["coach"],
        review_before=_moment(item.get("review_before")),
        only_secondary=item.get("only_secondary", False),
        answered_by=item.get("answered_by"),
    )


def _source(item: Item) -> Source:
    return Source(**{**item, "checked_on": date.fromisoformat(item["checked_on"])})


def _moment(written: str | None) -> date | str | None:
    """A date when it is one; otherwise the words, such as “at every new agreement”."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return written


def _flow(name: str, known: dict[str, Topic], lends: Item) -> Topic:
    """A flow has no facts of its own: it may say what its topics may say."""
    lenders = [known[topic] for topic in lends["facts_of"]]
    dates = [day for lender in lenders if isinstance(day := lender.review_before, date)]
    return Topic(
        id=name,
        file=FLOWS,
        question=lends["question"],
        facts=tuple(fact for lender in lenders for fact in lender.facts),
        sources={key: source for lender in lenders for key, source in lender.sources.items()},
        coach="aanbieden",
        review_before=min(dates, default=None),
        is_flow=True,
    )
