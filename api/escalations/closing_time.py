"""Nobody is left waiting for a coach who is not there: whoever still waits gets a promise."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.holding import hold
from api.database import Database, now
from api.escalations import call_backs
from api.escalations.promises import CallBackRepository
from api.escalations.repository import EscalationRepository
from api.escalations.tables import CallBack, EscalationState
from api.escalations.waiting import attendance

LOOK_EVERY_SECONDS = 30
# Time to read the choices and to make one.
TIME_TO_CHOOSE = timedelta(minutes=15)


class ClosingTime:
    """Turns waiting into a dated promise when coaches leave, and a broken promise into a place."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def look(self) -> None:
        """Do what is due now."""
        moment = now()
        async with self.database.reading() as db:
            there = await attendance(db, moment)
        if there.is_open or there.is_anybody_there:
            await self.make_up_for_broken_promises(moment)
        else:
            await self.promise_who_still_waits(moment)

    async def promise_who_still_waits(self, moment: datetime) -> None:
        """Give everyone who waits while nobody comes a moment before which a coach writes."""
        async with self.database.reading() as db:
            waiting = await EscalationRepository(db).waiting()
        for one in waiting:
            if moment - max(one.requested_at, one.returned_at or one.requested_at) > TIME_TO_CHOOSE:
                async with self.database.transaction() as db:
                    await self._promise(db, one.id, moment)

    async def _promise(self, db: AsyncSession, escalation_id: UUID, moment: datetime) -> None:
        escalation = await EscalationRepository(db).by_id(escalation_id, lock=True)
        if escalation and escalation.state is EscalationState.REQUESTED:
            await call_backs.promise(db, escalation, "call_back_at_closing", moment)

    async def make_up_for_broken_promises(self, moment: datetime) -> None:
        """Put everyone whom nobody wrote back in time at the head of the queue."""
        async with self.database.reading() as db:
            overdue = await CallBackRepository(db).overdue(moment)
        for one in overdue:
            async with self.database.transaction() as db:
                await hold(db, select(CallBack.conversation_id).where(CallBack.id == one.id))
                call_back = await db.get_one(CallBack, one.id, with_for_update=True)
                if call_back.done_at is None and call_back.cancelled_at is None:
                    await call_backs.put_back_in_queue(db, call_back)
