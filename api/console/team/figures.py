"""How it went, for the lead of the coaches: on the page, and as tables for a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.team.overview import team_of
from api.console.team.spreadsheet import Cell
from api.console.topics import name_of_topic
from api.console.words import columns
from api.database import now
from api.escalations.service_level import ServiceLevel, service_level
from api.escalations.spans import day_of, week_of
from api.escalations.topic_counts import TopicCount, topic_counts

WEEKS_IN_EXPORT = 8


@dataclass(frozen=True)
class Figures:
    """How it went, today and this week; topics over the week only.

    A day beside its own week would let a single person be worked out.
    """

    today: ServiceLevel
    week: ServiceLevel
    topics: Sequence[TopicCount]


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


def minutes(seconds: float | None) -> float | None:
    """Seconds as minutes with one decimal."""
    return None if seconds is None else round(seconds / 60, 1)
