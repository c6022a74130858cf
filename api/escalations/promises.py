"""Call-backs: a coach writes to the worker in this thread, before a moment that was promised."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import announce, now
from api.escalations.opening_hours import OpeningHours
from api.escalations.tables import CallBack
from api.organisation import get_organisation
from api.signals import DESK


def still_to_keep() -> ColumnElement[bool]:
    """Whether nobody has written yet, and it was not cancelled."""
    return CallBack.done_at.is_(None) & CallBack.cancelled_at.is_(None)


class CallBackRepository:
    """The promises, kept and to be kept."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def open_one(self, conversation_id: UUID, *, lock: bool = False) -> CallBack | None:
        """The promise that this conversation still waits for."""
        wanted = select(CallBack).where(
            CallBack.conversation_id == conversation_id, still_to_keep()
        )
        found: CallBack | None = await self.db.scalar(wanted.with_for_update() if lock else wanted)
        return found

    async def to_keep(self) -> Sequence[CallBack]:
        """All promises that are still to be kept, the first one due first."""
        found = await self.db.scalars(
            select(CallBack).where(still_to_keep()).order_by(CallBack.due_at, CallBack.id)
        )
        return list(found)

    async def overdue(self, moment: datetime) -> Sequence[CallBack]:
        """Promises whose moment has passed."""
        return [one for one in await self.to_keep() if one.due_at <= moment]


def due_after(moment: datetime) -> datetime:
    """Before when a coach writes back that is promised now, in UTC."""
    organisation = get_organisation()
    due = OpeningHours(organisation).after_hours(moment, organisation.call_back_hours)
    if due is None:
        raise NoOpeningAhead
    return due


class NoOpeningAhead(Exception):
    """The service has no opening hours for months, so nothing can be promised."""


async def keep_promise(db: AsyncSession, conversation_id: UUID) -> None:
    """A coach has come: what was promised is done."""
    promised = await CallBackRepository(db).open_one(conversation_id, lock=True)
    if promised:
        promised.done_at = now()
        announce(db, DESK)
