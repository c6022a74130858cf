"""What the lead of the coaches sees: who waits how long, who is there, and how it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.lists.people_in_talk import names_of
from api.console.team.spreadsheet import Cell
from api.console.topics import topic_in_words
from api.console.words import away_reasons, columns, words
from api.database import now
from api.escalations.presence import Load, desk_coaches
from api.escalations.repository import EscalationRepository
from api.escalations.service_level import (
    ServiceLevel,
    TopicCount,
    day_of,
    service_level,
    topic_counts,
    week_of,
)

WEEKS_IN_EXPORT = 8


class Standing(StrEnum):
    """Whether a coach is there."""

    PRESENT = "present"
    AWAY = "away"
    GONE = "gone"


@dataclass(frozen=True)
class AtWork:
    """A coach, as their lead sees them now; what they have in hand is a number."""

    coach_id: UUID
    name: str
    standing: Standing
    away_reason: str | None
    in_hand: int
    capacity: int
    is_usual: bool

    @property
    def standing_in_words(self) -> str:
        """Whether the coach is there, and why not."""
        if self.away_reason:
            return words("coach_away", reason=self.away_reason)
        return words(f"coach_{self.standing}")


@dataclass(frozen=True)
class WaitingOne:
    """Somebody who waits."""

    escalation_id: UUID
    name: str
    reason: str
    is_urgent: bool
    since: datetime


@dataclass(frozen=True)
class Team:
    """The lead's view of this moment."""

    waiting: tuple[WaitingOne, ...]
    coaches: tuple[AtWork, ...]


@dataclass(frozen=True)
class Figures:
    """How it went, today and this week; topics over the week only.

    A day beside its own week would let a single person be worked out.
    """

    today: ServiceLevel
    week: ServiceLevel
    topics: Sequence[TopicCount]


async def team_of(db: AsyncSession) -> Team:
    """Who waits and who is there now."""
    waiting = await EscalationRepository(db).waiting()
    names = await names_of(db, [one.conversation_id for one in waiting])
    return Team(
        waiting=tuple(
            WaitingOne(
                one.id, names[one.conversation_id], one.reason, one.is_urgent, one.requested_at
            )
            for one in waiting
        ),
        coaches=tuple(sorted(map(_at_work, await desk_coaches(db)), key=_in_order)),
    )


async def figures(db: AsyncSession) -> Figures:
    """How it goes, until now."""
    week = week_of(now())
    return Figures(
        today=await service_level(db, *day_of(now())),
        week=await service_level(db, *week),
        topics=await topic_counts(db, *week),
    )


async def weeks_table(db: AsyncSession) -> list[list[Cell]]:
    """The figures of each of the last weeks, as rows under a header; times in minutes."""
    rows: list[list[Cell]] = [list(columns("weeks"))]
    for ago in range(WEEKS_IN_EXPORT):
        start, end = week_of(now() - timedelta(weeks=ago))
        level = await service_level(db, start, end)
        rows.append(
            [
                start.date().isoformat(),
                level.asked,
                level.answered,
                minutes(level.median_first_answer),
                minutes(level.p90_first_answer),
                level.abandoned,
                level.promised,
                level.reopened,
                level.ratings,
                None if level.average_rating is None else round(level.average_rating, 1),
            ]
        )
    return rows


async def topics_table(db: AsyncSession) -> list[list[Cell]]:
    """How many people asked about what this week, as rows under a header."""
    rows: list[list[Cell]] = [list(columns("topics"))]
    counts = await topic_counts(db, *week_of(now()))
    return rows + [[name_of_topic(count.topic), count.people] for count in counts]


async def coaches_table(db: AsyncSession) -> list[list[Cell]]:
    """Who is there now and what each has in hand, as rows under a header."""
    rows: list[list[Cell]] = [list(columns("coaches"))]
    return rows + [
        [one.name, one.standing_in_words, one.in_hand, one.capacity]
        for one in (await team_of(db)).coaches
    ]


def name_of_topic(topic: str | None) -> str:
    """What it was about, as a lead may read it."""
    return topic_in_words(topic) if topic else words("other_topics")


def minutes(seconds: float | None) -> float | None:
    """Seconds as minutes with one decimal."""
    return None if seconds is None else round(seconds / 60, 1)


def _at_work(load: Load) -> AtWork:
    coach = load.coach
    is_connected = coach.connected_until is not None and coach.connected_until > now()
    standing = Standing.PRESENT if is_connected else Standing.GONE
    is_away = is_connected and coach.away_reason is not None
    return AtWork(
        coach.id,
        coach.name,
        Standing.AWAY if is_away else standing,
        away_reasons()[coach.away_reason] if is_away and coach.away_reason else None,
        load.in_hand,
        load.capacity,
        coach.capacity is None,
    )


def _in_order(one: AtWork) -> tuple[int, str]:
    return list(Standing).index(one.standing), one.name
