"""A coach who drops out: the worker goes back to the head of the queue, and hears so."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database, now
from api.escalations.notices import tell_who_waits
from api.escalations.repository import EscalationRepository
from api.escalations.tables import (
    AwayReason,
    Coach,
    Escalation,
    EscalationRelease,
    EscalationState,
    ReleaseReason,
)
from api.escalations.waiting import tell_back_in_line
from api.texts import say

# Somebody who ends a shift may finish a sentence.
SHIFT_GRACE = timedelta(minutes=5)
LOOK_EVERY_SECONDS = 10


async def release(
    db: AsyncSession, escalation: Escalation, coach: Coach, reason: ReleaseReason
) -> None:
    """Take the conversation from a coach who cannot go on, and put the worker at the head.

    Call it with the coach who has the conversation. Changes nothing when it is not in hand.
    """
    if escalation.state is not EscalationState.CLAIMED or escalation.claimed_at is None:
        return
    db.add(
        EscalationRelease(
            escalation_id=escalation.id,
            coach_id=coach.id,
            reason=reason,
            claimed_at=escalation.claimed_at,
        )
    )
    escalation.claimed_at = escalation.coach_id = None
    escalation.returned_at = now()
    escalation.told_it_is_kept = False
    await db.flush()
    await tell_back_in_line(db, escalation, say(f"released_{reason}", coach=coach.name))
    await tell_who_waits(db)


class DropOuts:
    """Finds coaches who are gone while they had a conversation in hand."""

    def __init__(self, database: Database, gone_after: timedelta) -> None:
        """`gone_after`: a lift, a tunnel or a closed lid may last so long."""
        self.database = database
        self.gone_after = gone_after

    async def release_all(self) -> None:
        """Let every worker of a coach who is gone go back to the head of the queue."""
        async with self.database.reading() as db:
            gone = [row for row in await _in_hand(db) if self._why_gone(*row)]
        for escalation, coach in gone:
            async with self.database.transaction() as db:
                await self._release_one(db, escalation, coach)

    async def _release_one(self, db: AsyncSession, seen: Escalation, seen_coach: Coach) -> None:
        """Look again, within the transaction that acts on it."""
        escalation = await EscalationRepository(db).by_id(seen.id, lock=True)
        coach = await db.get_one(Coach, seen_coach.id, populate_existing=True)
        if escalation is None or escalation.coach_id != coach.id:
            return
        reason = self._why_gone(escalation, coach)
        if reason:
            await release(db, escalation, coach, reason)

    def _why_gone(self, escalation: Escalation, coach: Coach) -> ReleaseReason | None:
        """Why a coach can no longer be expected to answer in a conversation in hand, if so."""
        claimed_at, moment = escalation.claimed_at, now()
        if claimed_at is None:
            return None
        if coach.disabled_at:
            return ReleaseReason.SESSION_OVER
        if coach.away_reason is AwayReason.SHIFT_OVER and coach.away_since:
            is_over = moment - max(coach.away_since, claimed_at) > SHIFT_GRACE
            return ReleaseReason.SHIFT_OVER if is_over else None
        if moment - max(coach.connected_until or claimed_at, claimed_at) <= self.gone_after:
            return None
        # Who signs out leaves no moment behind; a line that is gone does.
        if coach.connected_until is None:
            return ReleaseReason.SESSION_OVER
        return ReleaseReason.CONNECTION_LOST


async def _in_hand(db: AsyncSession) -> list[tuple[Escalation, Coach]]:
    found = await db.execute(
        select(Escalation, Coach)
        .join(Coach, Coach.id == Escalation.coach_id)
        .where(Escalation.claimed_at.is_not(None), Escalation.resolved_at.is_(None))
        .where(Escalation.withdrawn_at.is_(None))
    )
    return [(escalation, coach) for escalation, coach in found]
