"""How well workers were served: figures over a span of time, about the service and about nobody.

Nothing here ranks or names a worker, and no average is given of a small group.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.conversations.tables import Message, Speaker
from api.escalations.tables import Escalation
from api.escalations.topic_counts import SMALLEST_GROUP

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
class _Case:
    requested_at: datetime
    first_answer_at: datetime | None
    was_abandoned: bool
    was_promised: bool
    was_reopening: bool
    rating: int | None


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


def percentile(values: Sequence[float], part: float) -> float | None:
    """The smallest value that this part of all values does not exceed (nearest rank)."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]


async def _cases(db: AsyncSession, start: datetime, end: datetime) -> list[_Case]:
    found = await db.execute(
        select(Escalation, _first_answer_at(), _closed_before()).where(
            Escalation.requested_at >= start, Escalation.requested_at < end
        )
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
