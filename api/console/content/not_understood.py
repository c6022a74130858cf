"""How often the chatbot did not know what was asked, and between which topics it wavered.

Counts only: what workers typed belongs to their conversation, which no editor reads.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.topics import NOT_OURS, NOT_UNDERSTOOD
from api.conversations.tables import Turn
from api.escalations.spans import week_of
from api.escalations.topic_counts import TopicCount, without_small_groups

WEEKS = 8
# The chatbot asks which of its likeliest topics was meant; it hardly ever is a later one.
WAVERED_BETWEEN = 2


@dataclass(frozen=True)
class Week:
    """What was typed to the chatbot in one week from this Monday, in messages."""

    starts_on: date
    typed: int
    not_understood: int
    not_ours: int

    @property
    def percentage(self) -> int | None:
        """How much of it was not understood, in whole hundredths."""
        return round(100 * self.not_understood / self.typed) if self.typed else None


async def weeks(db: AsyncSession, moment: datetime) -> list[Week]:
    """The last weeks, the one of this moment first."""
    starts = _starts(moment)
    which = case(*((Turn.answered_at >= start, ago) for ago, start in enumerate(starts)))
    found = await db.execute(
        select(
            which.label("ago"),
            func.count(),
            func.count().filter(Turn.intent == NOT_UNDERSTOOD),
            func.count().filter(Turn.intent == NOT_OURS),
        )
        .where(Turn.text.is_not(None), Turn.answered_at >= starts[-1])
        .group_by("ago")
    )
    counts = {ago: numbers for ago, *numbers in found}
    return [Week(start.date(), *counts.get(ago, (0, 0, 0))) for ago, start in enumerate(starts)]


async def wavered_between(db: AsyncSession, moment: datetime) -> list[TopicCount]:
    """Between which topics the chatbot wavered, and with how many people, in these weeks."""
    found = await db.execute(
        select(Turn.conversation_id, Turn.ranking).where(
            Turn.intent == NOT_UNDERSTOOD, Turn.answered_at >= _starts(moment)[-1]
        )
    )
    pairs = {(topic, person) for person, ranking in found for topic in _likeliest(ranking)}
    return without_small_groups(Counter(topic for topic, _ in pairs))


def _starts(moment: datetime) -> list[datetime]:
    return [week_of(moment - timedelta(weeks=ago))[0] for ago in range(WEEKS)]


def _likeliest(ranking: Sequence[Mapping[str, Any]]) -> list[str]:
    names = [str(intent["name"]) for intent in ranking]
    return [name for name in names if name not in {NOT_UNDERSTOOD, NOT_OURS}][:WAVERED_BETWEEN]
