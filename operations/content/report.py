"""The editor's work list: what waits for a source, a decision or another look."""

from collections.abc import Iterator
from datetime import date, timedelta

from operations.content.exceptions import exceptions
from operations.content.model import Content

SOON = timedelta(days=90)
NEWEST = "9999"  # sorts what is due by date, and what has no date last


def report(content: Content) -> Iterator[str]:
    """The lines of the list, under English headings; the facts are Dutch."""
    yield f"Editor's work list of {content.today}"
    yield from _hidden(content, "product", "Facts that the organisation must fill in or confirm")
    yield from _hidden(content, "niet_geverifieerd", "Facts without a source, not shown")
    yield from _section("Topics with only secondary sources", _only_secondary(content))
    yield from _section(f"Reviews due within {SOON.days} days", _due(content))
    yield from _section("Reviews at another moment than a date", _undated(content))
    yield from _section("Helplines to call again", _helplines(content))
    yield from _section("Exceptions to the checks", _exceptions(content))
    yield from _section("Rare or long words that are allowed", _words(content))
    yield from _section("Before going live", _before_going_live(content))


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    listed = list(lines)
    yield f"\n{title} ({len(listed)})"
    yield from (f"- {line}" for line in listed)


def _hidden(content: Content, status: str, title: str) -> Iterator[str]:
    facts = (
        f"{topic.id}: {fact.text}"
        for topic in content.topics.values()
        for fact in topic.facts
        if fact.status == status and not topic.is_flow
    )
    yield from _section(title, facts)


def _only_secondary(content: Content) -> Iterator[str]:
    for topic in content.topics.values():
        if topic.only_secondary:
            kinds = sorted({f"{s.title or s.address}" for s in topic.sources.values()})
            yield f"{topic.id}: {', '.join(kinds)}"


def _due(content: Content) -> Iterator[str]:
    days = {
        (str(response.metadata["review_before"]), response.topic_id)
        for response in content.responses
        if response.topic_id and response.metadata.get("review_before")
    }
    for day, topic in sorted(days):
        if date.fromisoformat(day) <= content.today + SOON:
            yield f"{day} {topic}"


def _undated(content: Content) -> Iterator[str]:
    for topic in content.topics.values():
        if isinstance(topic.review_before, str):
            yield f"{topic.id}: {topic.review_before}"


def _helplines(content: Content) -> Iterator[str]:
    for line in sorted(content.helplines, key=lambda line: str(line["checked_on"])):
        yield f"{line['number']} {line['name']}: checked on {line['checked_on']}, {line['owner']}"


def _exceptions(content: Content) -> Iterator[str]:
    for check, item in exceptions(content):
        yield f"{check}: {item['place']}: “{item['what']}”: {item['reason']}"


def _words(content: Content) -> Iterator[str]:
    for words in content.editorial["words"].values():
        yield from (f"{word}: {reason}" for word, reason in words.items())


def _before_going_live(content: Content) -> Iterator[str]:
    yield from content.editorial["before_going_live"]["before_going_live"]
