"""Answers are looked at again in time."""

from collections.abc import Iterator
from datetime import date, timedelta

from operations.content.checks.metadata import is_date
from operations.content.finding import Finding
from operations.content.model import Content, Response

WARN = timedelta(days=30)
LONGEST = timedelta(days=366)  # twelve months, also over a leap day


def nothing_is_overdue(content: Content) -> Iterator[Finding]:
    """An answer whose review date passed fails; thirty days before it warns."""
    for response, day in _dated(content):
        remedy = "Check its facts at their sources, then write new dates here and in the catalogue."
        if day <= content.today:
            yield Finding("review", response.file, response.name, f"passed on {day}", remedy)
        elif day - WARN <= content.today:
            what = f"review before {day}"
            yield Finding("review", response.file, response.name, what, remedy, is_warning=True)


def review_is_no_later_than_the_catalogue(content: Content) -> Iterator[Finding]:
    """The review date is the catalogue's, or an earlier one; at most a year after the check."""
    for response, day in _dated(content):
        topic = content.topic_of(response)
        latest = date.fromisoformat(response.metadata["checked_on"]) + LONGEST
        # A flow that tells no facts has nothing to be reviewed earlier for.
        tells_facts = response.sources or not (topic and topic.is_flow)
        if topic and tells_facts and isinstance(topic.review_before, date):
            latest = min(latest, topic.review_before)
        if day > latest:
            remedy = f"Write {latest} or an earlier day."
            yield Finding("review", response.file, response.name, str(day), remedy)


def _dated(content: Content) -> Iterator[tuple[Response, date]]:
    for response in content.responses:
        dates = [response.metadata.get(name) for name in ("review_before", "checked_on")]
        if all(map(is_date, dates)):  # otherwise metadata_is_complete says so
            yield response, date.fromisoformat(str(dates[0]))
