"""Finding escalations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.holding import hold
from api.escalations.tables import Escalation


def is_open() -> ColumnElement[bool]:
    """Whether a hand-off has not ended."""
    return Escalation.resolved_at.is_(None) & Escalation.withdrawn_at.is_(None)


# Urgent ones first, then who lost a coach, then who has waited longest.
IN_ORDER = (
    Escalation.is_urgent.desc(),
    Escalation.returned_at.is_(None),
    Escalation.requested_at,
    Escalation.id,
)


def _waits() -> ColumnElement[bool]:
    return is_open() & Escalation.claimed_at.is_(None)


class EscalationRepository:
    """The hand-offs, open and closed."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def open_one(self, conversation_id: UUID, *, lock: bool = False) -> Escalation | None:
        """The hand-off that is open in a conversation: while there is one, Rasa is not asked.

        With `lock` nobody else changes it until the transaction ends.
        """
        wanted = select(Escalation).where(Escalation.conversation_id == conversation_id, is_open())
        found: Escalation | None = await self.db.scalar(
            wanted.with_for_update() if lock else wanted
        )
        return found

    async def by_id(self, escalation_id: UUID, *, lock: bool = False) -> Escalation | None:
        """One hand-off, as the database has it now; with `lock` its conversation is held."""
        if lock:
            await hold(
                self.db, select(Escalation.conversation_id).where(Escalation.id == escalation_id)
            )
        return await self.db.get(
            Escalation, escalation_id, with_for_update=lock, populate_existing=True
        )

    async def waiting(self) -> Sequence[Escalation]:
        """Everyone who waits, in the order in which they are helped.

        Urgent ones first, then who lost a coach, then who has waited longest.
        """
        return list(await self.db.scalars(select(Escalation).where(_waits()).order_by(*IN_ORDER)))

    async def closed_with_agreements(self, conversation_id: UUID, most: int) -> list[Escalation]:
        """The hand-offs of a conversation that ended with agreements, newest first."""
        found = await self.db.scalars(
            select(Escalation)
            .where(Escalation.conversation_id == conversation_id)
            .where(Escalation.resolved_at.is_not(None), Escalation.agreements.is_not(None))
            .order_by(Escalation.resolved_at.desc())
            .limit(most)
        )
        return list(found)

    async def position(self, escalation: Escalation) -> int:
        """The place in the queue; 1 is next."""
        waiting = select(Escalation.id).where(_waits()).order_by(*IN_ORDER)
        ids = list(await self.db.scalars(waiting))
        return ids.index(escalation.id) + 1 if escalation.id in ids else 1
