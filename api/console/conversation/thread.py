"""One hand-off as a coach sees it: where it stands and, once it is theirs, what was said."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.undelivered import undelivered
from api.console.conversation.entries import Entry, in_order, notes_after
from api.console.lists.people_in_talk import names_of
from api.console.topics import sector_in_words, topic_in_words
from api.conversations import feed
from api.conversations.feed import MessageShown
from api.conversations.tables import Conversation, Message
from api.errors import NotFound
from api.escalations import transfers
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation, EscalationState, Outcome


class Standing(StrEnum):
    """Where a hand-off stands, for the coach who looks at it."""

    WAITING = "waiting"
    OFFERED = "offered"
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
    # The colleague who has it, or who offers it with a note.
    coach_name: str | None = None
    note: str | None = None
    reason: str | None = None
    topic: str | None = None
    sector: str | None = None
    is_urgent: bool = False
    requested_at: datetime | None = None
    closed_at: datetime | None = None
    # The message that led here; the rest is read by whoever takes the conversation.
    occasion: str | None = None
    outcome: Outcome | None = None
    # The numbers of messages that did not reach the worker on Telegram.
    undelivered: frozenset[int] = frozenset()
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
        return await _of_a_colleague(db, sheet, escalation, coach)
    return await _to_be_read(db, sheet, escalation)


async def _of_a_colleague(
    db: AsyncSession, sheet: Sheet, escalation: Escalation, coach: Coach
) -> Sheet:
    """Only who has it; more when that colleague asks this coach to take it over."""
    offer = await transfers.open_offer(db, escalation.id)
    if offer is None or offer.taker.id != coach.id:
        other = await db.get_one(Coach, escalation.coach_id)
        return replace(sheet, coach_name=other.name)
    sheet = replace(
        sheet,
        standing=Standing.OFFERED,
        coach_name=offer.giver.name,
        note=offer.transfer.note,
    )
    return await _to_be_read(db, sheet, escalation)


async def _to_be_read(db: AsyncSession, sheet: Sheet, escalation: Escalation) -> Sheet:
    names = await names_of(db, [escalation.conversation_id])
    conversation = await db.get_one(Conversation, escalation.conversation_id)
    occasion = await db.get_one(Message, escalation.message_id)
    return replace(
        sheet,
        name=names[conversation.id],
        is_visitor=conversation.worker_id is None,
        reason=escalation.reason,
        topic=topic_in_words(escalation.topic) if escalation.topic else None,
        sector=sector_in_words(escalation.sector) if escalation.sector else None,
        is_urgent=escalation.is_urgent,
        requested_at=escalation.requested_at,
        occasion=occasion.text,
        closed_at=escalation.resolved_at,
        outcome=escalation.outcome,
        undelivered=await undelivered(db, conversation.id),
        agreements=escalation.agreements,
    )


async def thread_after(db: AsyncSession, sheet: Sheet, seq: int, note: int = 0) -> list[Entry]:
    """What was said after a sequence number, and noted after a note's number.

    Only for the coach who has the conversation; for others it is empty.
    """
    if sheet.standing is not Standing.MINE:
        return []
    said = await _said_after(db, sheet.conversation_id, seq)
    notes = await notes_after(db, sheet.conversation_id, note)
    return in_order(said, [one for one in notes if note or one.after_seq >= seq])


async def _said_after(db: AsyncSession, conversation_id: UUID, seq: int) -> list[MessageShown]:
    said = await feed.messages_after(db, conversation_id, seq)
    while said and len(said) % feed.PAGE == 0:
        more = await feed.messages_after(db, conversation_id, said[-1].seq)
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
