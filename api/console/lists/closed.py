"""The conversations that a coach closed: to look up what was agreed."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.lists.people_in_talk import names_of
from api.conversations.tables import Conversation
from api.database import now
from api.dutch import AMSTERDAM
from api.escalations.tables import Escalation, Outcome
from api.workers.tables import Worker

PAGE = 25  # conversations


@dataclass(frozen=True)
class Closed:
    """One conversation that is over."""

    escalation_id: UUID
    name: str
    closed_at: datetime
    outcome: Outcome | None
    agreements: str | None

    @property
    def is_today(self) -> bool:
        """Whether that was today in Amsterdam."""
        today = now().astimezone(AMSTERDAM).date()
        return self.closed_at >= datetime.combine(today, time(), AMSTERDAM)


@dataclass(frozen=True)
class ClosedPage:
    """A page of them, the newest first; pages count from 1."""

    found: tuple[Closed, ...]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))


async def closed_by(db: AsyncSession, coach_id: UUID, query: str, page: int) -> ClosedPage:
    """What this coach closed, with the query in the worker's name or in the agreements."""
    wanted = (Escalation.coach_id == coach_id) & Escalation.resolved_at.is_not(None)
    wanted &= _with(query.strip())
    joined = (
        select(Escalation)
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .outerjoin(Worker, Worker.id == Conversation.worker_id)
        .where(wanted)
    )
    total = await db.scalar(joined.with_only_columns(func.count(Escalation.id))) or 0
    newest = joined.order_by(Escalation.resolved_at.desc(), Escalation.id)
    rows = list(await db.scalars(newest.offset((page - 1) * PAGE).limit(PAGE)))
    names = await names_of(db, [row.conversation_id for row in rows])
    found = tuple(
        Closed(row.id, names[row.conversation_id], row.resolved_at, row.outcome, row.agreements)
        for row in rows
        if row.resolved_at
    )
    return ClosedPage(found, total, page)


def _with(query: str) -> ColumnElement[bool]:
    return or_(
        Worker.name.icontains(query, autoescape=True),
        Escalation.agreements.icontains(query, autoescape=True),
        *([] if query else [Escalation.id.is_not(None)]),
    )
