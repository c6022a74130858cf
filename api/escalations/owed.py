"""What a coach still owes a thread, and ending that when nobody follows the thread any more."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.repository import AppointmentRepository
from api.conversations.holding import hold
from api.database import announce, now
from api.escalations.notices import notice
from api.escalations.promises import CallBackRepository
from api.escalations.repository import EscalationRepository
from api.escalations.service import leave_queue
from api.escalations.tables import EscalationState
from api.signals import DESK
from api.texts import say


async def is_coach_owed(db: AsyncSession, conversation_id: UUID) -> bool:
    """Whether a hand-off is open here, or a coach was promised: a call-back or an appointment."""
    return bool(
        await EscalationRepository(db).open_one(conversation_id)
        or await CallBackRepository(db).open_one(conversation_id)
        or await AppointmentRepository(db).to_come(conversation_id)
    )


async def leave_behind(db: AsyncSession, conversation_id: UUID) -> bool:
    """End what a coach owes a thread that its worker leaves for good; tells if there was any.

    A coach who is already speaking reads in the thread that the worker is gone, and closes.
    """
    await hold(db, conversation_id)
    if not await is_coach_owed(db, conversation_id):
        return False
    waiting = await EscalationRepository(db).open_one(conversation_id, lock=True)
    if waiting and waiting.state is EscalationState.REQUESTED:
        await leave_queue(db, waiting)
    for promised in (
        await CallBackRepository(db).open_one(conversation_id, lock=True),
        await AppointmentRepository(db).to_come(conversation_id, lock=True),
    ):
        if promised:
            promised.cancelled_at = now()
    announce(db, DESK)
    await notice(db, conversation_id, say("thread_left_behind"))
    return True
