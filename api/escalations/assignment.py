"""Giving out work by turns, for organisations that want that: who took one longest ago is next."""

import logging

from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database
from api.escalations import service
from api.escalations.presence import AtCapacity, present_coaches
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Escalation
from api.organisation import WorkDivision, get_organisation

LOOK_SECONDS = 2
log = logging.getLogger(__name__)


class Assignment:
    """Gives who waits to who is there and has room, so that whoever comes in finds work."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def look(self) -> None:
        """Give out everything that can be given out now. By hand, coaches choose themselves."""
        if get_organisation().work_division is not WorkDivision.ROUND_ROBIN:
            return
        while await self._is_possible():
            try:
                async with self.database.transaction() as db:
                    await assign_next(db)
            except (service.AlreadyClaimed, service.EscalationClosed, AtCapacity):
                # Somebody was quicker; the next look sees how it stands.
                log.info("A conversation was taken or withdrawn while it was given out.")
                return

    async def _is_possible(self) -> bool:
        async with self.database.reading() as db:
            if not await _to_give_out(db):
                return False
            return any(load.has_room for load in await present_coaches(db))


async def assign_next(db: AsyncSession) -> Escalation | None:
    """Give the first in the queue to the coach whose turn it is; None when that cannot be.

    Raises AlreadyClaimed, EscalationClosed or AtCapacity when somebody was quicker.
    """
    waiting = await _to_give_out(db)
    coaches = [load.coach for load in await present_coaches(db) if load.has_room]
    if not waiting or not coaches:
        return None
    return await service.claim(db, waiting[0].id, coaches[0])


async def _to_give_out(db: AsyncSession) -> list[Escalation]:
    """Who waits for whichever coach; an appointment is with the coach who made it."""
    waiting = await EscalationRepository(db).waiting()
    return [escalation for escalation in waiting if escalation.reason != "appointment"]
