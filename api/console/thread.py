"""One hand-off as a coach sees it: where it stands and, once it is theirs, what was said."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.desk import names_of
from api.conversations import feed
from api.conversations.feed import MessageShown
from api.conversations.tables import Conversation, Message
from api.errors import NotFound
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation, EscalationState


class Standing(StrEnum):
    """Where a hand-off stands, for the coach who looks at it."""

    WAITING = "waiting"
    MINE = "mine"
    THEIRS = "theirs"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Sheet:
    """What a coach may know about a hand-off that stands as it does."""

    escalation_id: UUID
    conversation_id: UUID
    standing: Standing
    name: str | None = None
    is_visitor: bool = False
    coach_name: str | None = None
    reason: str | None = None
    requested_at: datetime | None = None
    closed_at: datetime | None = None
    # The message that led here; the rest is read by whoever takes the conversation.
    occasion: str | None = None
    agreements: str | None = None


async def sheet_of(db: AsyncSession, escalation_id: UUID, coach: Coach) -> Sheet:
    """The hand-off as this coach may see it. Raises NotFound."""
    escalation = await EscalationRepository(db).by_id(escalation_id)
    if escalation is None:
        raise NotFound
    sheet = Sheet(escalation.id, escalation.conversation_id, _standing(escalation, coach))
    if sheet.standing is Standing.WITHDRAWN:
        return sheet
    if sheet.standing is Standing.THEIRS:
        other = await db.get_one(Coach, escalation.coach_id)
        return replace(sheet, coach_name=other.name)
    names = await names_of(db, [escalation.conversation_id])
    conversation = await db.get_one(Conversation, escalation.conversation_id)
    occasion = await db.get_one(Message, escalation.message_id)
    return replace(
        sheet,
        name=names[conversation.id],
        is_visitor=conversation.worker_id is None,
        reason=escalation.reason,
        requested_at=escalation.requested_at,
        occasion=occasion.text,
        closed_at=escalation.resolved_at,
        agreements=escalation.agreements,
    )


async def said_after(db: AsyncSession, sheet: Sheet, seq: int) -> list[MessageShown]:
    """Everything said after a sequence number, oldest first; only for who has the conversation."""
    if sheet.standing is not Standing.MINE:
        return []
    said = await feed.messages_after(db, sheet.conversation_id, seq)
    while said and len(said) % feed.PAGE == 0:
        more = await feed.messages_after(db, sheet.conversation_id, said[-1].seq)
        if not more:
            break
        said += more
    return said


async def last_page(db: AsyncSession, sheet: Sheet) -> int:
    """The sequence number after which the last page of the thread begins."""
    return max(0, await feed.latest_seq(db, sheet.conversation_id) - feed.PAGE)


def _standing(escalation: Escalation, coach: Coach) -> Standing:
    if escalation.state is EscalationState.WITHDRAWN:
        return Standing.WITHDRAWN
    if escalation.state is EscalationState.REQUESTED:
        return Standing.WAITING
    if escalation.coach_id != coach.id:
        return Standing.THEIRS
    return Standing.MINE if escalation.state is EscalationState.CLAIMED else Standing.CLOSED
