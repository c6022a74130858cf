"""The desk: who waits for a coach, and whom a coach has in hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.words import shortened, words
from api.conversations.tables import Conversation, Message, Speaker
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Escalation
from api.workers.tables import Worker


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for a coach."""

    escalation_id: UUID
    name: str
    reason: str
    since: datetime
    last_words: str


@dataclass(frozen=True)
class InHand:
    """A conversation that the coach has; `is_owed` while the worker spoke last."""

    escalation_id: UUID
    name: str
    last_words: str
    said_at: datetime
    seq: int
    is_owed: bool


@dataclass(frozen=True)
class Desk:
    """What one coach sees of the work, and the conversations that it follows from."""

    waiting: tuple[Waiting, ...]
    mine: tuple[InHand, ...]
    conversation_ids: frozenset[UUID]


async def desk_of(db: AsyncSession, coach_id: UUID) -> Desk:
    """The desk as this coach sees it now, longest waiting first."""
    escalations = EscalationRepository(db)
    waiting = await escalations.waiting()
    mine = await escalations.claimed_by(coach_id)
    ids = frozenset(one.conversation_id for one in (*waiting, *mine))
    names = await names_of(db, ids)
    asked = await newest(db, _conversations(waiting), [Speaker.WORKER])
    said = await newest(db, _conversations(mine), [Speaker.WORKER, Speaker.COACH])
    return Desk(
        waiting=tuple(_waiting(one, names, asked[one.conversation_id]) for one in waiting),
        mine=tuple(_in_hand(one, names, said[one.conversation_id]) for one in mine),
        conversation_ids=ids,
    )


async def names_of(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What to call the worker of each conversation."""
    found = await db.execute(
        select(Conversation.id, Conversation.worker_id, Worker.name)
        .outerjoin(Worker, Worker.id == Conversation.worker_id)
        .where(Conversation.id.in_(ids))
    )
    return {id_: _name(id_, worker_id, name) for id_, worker_id, name in found}


async def newest(
    db: AsyncSession, ids: Iterable[UUID], speakers: Sequence[Speaker]
) -> dict[UUID, Message]:
    """The last message that one of the speakers said in each conversation."""
    last = (
        select(Message.conversation_id, func.max(Message.seq).label("seq"))
        .where(Message.conversation_id.in_(ids), Message.speaker.in_(speakers))
        .group_by(Message.conversation_id)
        .subquery()
    )
    is_last = (Message.conversation_id == last.c.conversation_id) & (Message.seq == last.c.seq)
    found = await db.scalars(select(Message).join(last, is_last))
    return {message.conversation_id: message for message in found}


def _conversations(escalations: Iterable[Escalation]) -> list[UUID]:
    return [escalation.conversation_id for escalation in escalations]


def _name(conversation_id: UUID, worker_id: UUID | None, name: str | None) -> str:
    if worker_id is None:
        return words("visitor", mark=conversation_id.hex[:4])
    visible = any(letter.isprintable() and not letter.isspace() for letter in name or "")
    return name if name and visible else words("worker_without_name")


def _waiting(one: Escalation, names: Mapping[UUID, str], message: Message) -> Waiting:
    name = names[one.conversation_id]
    return Waiting(one.id, name, one.reason, one.requested_at, shortened(message.text))


def _in_hand(one: Escalation, names: Mapping[UUID, str], message: Message) -> InHand:
    return InHand(
        one.id,
        names[one.conversation_id],
        shortened(message.text),
        message.sent_at,
        message.seq,
        message.speaker is Speaker.WORKER,
    )
