"""Finding appointments."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.tables import Appointment


def still_to_come() -> ColumnElement[bool]:
    """Whether it has not begun, and was not cancelled."""
    return Appointment.cancelled_at.is_(None) & Appointment.done_at.is_(None)


class AppointmentRepository:
    """The appointments between workers and coaches."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def to_come(self, conversation_id: UUID, *, lock: bool = False) -> Appointment | None:
        """The appointment that this conversation has, if any."""
        wanted = select(Appointment).where(
            Appointment.conversation_id == conversation_id, still_to_come()
        )
        found: Appointment | None = await self.db.scalar(
            wanted.with_for_update() if lock else wanted
        )
        return found

    async def starting_before(self, moment: datetime) -> Sequence[Appointment]:
        """What starts before a moment and has not begun."""
        found = await self.db.scalars(
            select(Appointment).where(still_to_come(), Appointment.starts_at <= moment)
        )
        return list(found)
