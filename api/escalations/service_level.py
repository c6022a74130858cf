"""How well workers were served: figures over a span of time, about the service and about nobody.

Nothing here ranks or names a worker. A figure about fewer than `SMALLEST_GROUP` people is not
given, and what is left out cannot be worked out from the rest.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.conversations.tables import Message, Speaker
from api.dutch import AMSTERDAM
from api.escalations.tables import Escalation

SMALLEST_GROUP = 5
# Asking again within this time after closing means that the first time did not help enough.
REOPENED_WITHIN = timedelta(days=3)


@dataclass(frozen=True)
class ServiceLevel:
    """Figures over one span of time; times in seconds, None when there is nothing to count."""

    asked: int
    answered: int
    median_first_answer: float | None
    p90_first_answer: float | None
    abandoned: int
    promised: int
    reopened: int
    ratings: int
    average_rating: float | None


@dataclass(frozen=True)
class TopicCount:
    """How many people asked for a coach about something; no topic means all the rest."""

    topic: str | None
    people: int


@dataclass(frozen=True)
class _Case:
    requested_at: datetime
    first_answer_at: datetime | None
    was_abandoned: bool
    was_promised: bool
    was_reopening: bool
    rating: int | None


def day_of(moment: datetime, days_ago: int = 0) -> tuple[datetime, datetime]:
    """The day in Amsterdam that a moment falls in, or one before it: from its start to its end."""
    local = moment.astimezone(AMSTERDAM).date() - timedelta(days=days_ago)
    return _midnight(local), _midnight(local + timedelta(days=1))


def week_of(moment: datetime) -> tuple[datetime, datetime]:
    """The week in Amsterdam that a moment falls in, from Monday."""
    local = moment.astimezone(AMSTERDAM).date()
    monday = local - timedelta(days=local.weekday())
    return _midnight(monday), _midnight(monday + timedelta(days=7))


async def service_level(db: AsyncSession, start: datetime, end: datetime) -> ServiceLevel:
    """The figures over the hand-offs that were asked for from `start` until `end`."""
    cases = await _cases(db, start, end)
    waits = [
        (case.first_answer_at - case.requested_at).total_seconds()
        for case in cases
        if case.first_answer_at
    ]
    ratings = [case.rating for case in cases if case.rating is not None]
    return ServiceLevel(
        asked=len(cases),
        answered=len(waits),
        median_first_answer=percentile(waits, 0.5),
        p90_first_answer=percentile(waits, 0.9),
        abandoned=sum(case.was_abandoned for case in cases),
        promised=sum(case.was_promised for case in cases),
        reopened=sum(case.was_reopening for case in cases),
        ratings=len(ratings),
        average_rating=sum(ratings) / len(ratings) if len(ratings) >= SMALLEST_GROUP else None,
    )


async def topic_counts(db: AsyncSession, start: datetime, end: datetime) -> list[TopicCount]:
    """How many people asked about what, most first, without groups that are too small."""
    people = func.count(Escalation.conversation_id.distinct())
    found = await db.execute(
        select(Escalation.topic, people).where(_asked(start, end)).group_by(Escalation.topic)
    )
    return without_small_groups({topic: count for topic, count in found})


def without_small_groups(counts: Mapping[str | None, int]) -> list[TopicCount]:
    """Put small groups together until what is put together is no small group itself.

    A single hidden group could be worked out from a total; so the smallest of the rest goes along.
    """
    ordered = Counter({topic: count for topic, count in counts.items() if topic}).most_common()
    together = counts.get(None, 0)
    hides_any = False
    while ordered and (
        ordered[-1][1] < SMALLEST_GROUP or (hides_any and together < SMALLEST_GROUP)
    ):
        together += ordered.pop()[1]
        hides_any = True
    shown = [TopicCount(topic, count) for topic, count in ordered]
    return shown + ([TopicCount(None, together)] if together >= SMALLEST_GROUP else [])


def percentile(values: Sequence[float], part: float) -> float | None:
    """The smallest value that this part of all values does not exceed (nearest rank)."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]


def _asked(start: datetime, end: datetime) -> ColumnElement[bool]:
    return (Escalation.requested_at >= start) & (Escalation.requested_at < end)


async def _cases(db: AsyncSession, start: datetime, end: datetime) -> list[_Case]:
    found = await db.execute(
        select(Escalation, _first_answer_at(), _closed_before()).where(_asked(start, end))
    )
    return [
        _Case(
            escalation.requested_at,
            first_answer_at,
            escalation.withdrawn_at is not None and escalation.promised_at is None,
            escalation.promised_at is not None,
            closed_before is not None
            and escalation.requested_at - closed_before <= REOPENED_WITHIN,
            escalation.rating,
        )
        for escalation, first_answer_at, closed_before in found
    ]


def _first_answer_at() -> ScalarSelect[datetime]:
    """When a coach first said something in answer to the request."""
    until = func.coalesce(Escalation.resolved_at, Escalation.withdrawn_at)
    return (
        select(func.min(Message.sent_at))
        .where(
            Message.conversation_id == Escalation.conversation_id,
            Message.speaker == Speaker.COACH,
            Message.sent_at >= Escalation.requested_at,
            until.is_(None) | (Message.sent_at <= until),
        )
        .correlate(Escalation)
        .scalar_subquery()
    )


def _closed_before() -> ScalarSelect[datetime | None]:
    """When the last hand-off before this one, of the same conversation, was closed."""
    earlier = aliased(Escalation)
    return (
        select(func.max(earlier.resolved_at))
        .where(
            earlier.conversation_id == Escalation.conversation_id,
            earlier.resolved_at <= Escalation.requested_at,
        )
        .correlate(Escalation)
        .scalar_subquery()
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)
