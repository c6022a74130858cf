"""What people ask about, in groups that are too large to know anybody by.

A figure about fewer than `SMALLEST_GROUP` people is not given, and what is left out cannot be
worked out from the rest.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.escalations.tables import Escalation

SMALLEST_GROUP = 5


@dataclass(frozen=True)
class TopicCount:
    """How many people asked for a coach about something; no topic means all the rest."""

    topic: str | None
    people: int


async def topic_counts(db: AsyncSession, start: datetime, end: datetime) -> list[TopicCount]:
    """How many people asked about what, most first, without groups that are too small."""
    found = await db.execute(
        select(Escalation.topic, func.count(Escalation.conversation_id.distinct()))
        .where(Escalation.requested_at >= start, Escalation.requested_at < end)
        .group_by(Escalation.topic)
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
