"""The desk: who waits for a coach, whom a coach has in hand, and what colleagues do."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.lists.choices import Choice, Filter
from api.console.lists.people_in_talk import names_of, newest
from api.console.lists.promised import Promised, promised_to_workers
from api.console.plainly import visible
from api.console.topics import sector_in_words, topic_in_words
from api.console.words import shortened
from api.conversations.tables import Message, Speaker
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation
from api.escalations.transfers import Offer, offers_to


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for a coach."""

    escalation_id: UUID
    name: str
    reason: str
    topic: str | None
    sector: str | None
    is_urgent: bool
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
class Offered:
    """A conversation that a colleague asks this coach to take over."""

    escalation_id: UUID
    name: str
    giver: str
    note: str | None
    since: datetime


@dataclass(frozen=True)
class Theirs:
    """A conversation that a colleague has: no more than that it is there."""

    escalation_id: UUID
    coach_name: str
    since: datetime


@dataclass(frozen=True)
class Queue:
    """Who waits, as far as the coach chose to see, and what there is to choose from."""

    waiting: tuple[Waiting, ...]
    total: int
    chosen: Filter
    sectors: tuple[Choice, ...] = ()
    topics: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What one coach sees of the work, and the conversations that it follows from."""

    queue: Queue
    mine: tuple[InHand, ...]
    offered: tuple[Offered, ...]
    theirs: tuple[Theirs, ...]
    promised: tuple[Promised, ...]
    conversation_ids: frozenset[UUID]
    ids_in_hand: frozenset[UUID]


async def desk_of(db: AsyncSession, coach_id: UUID, chosen: Filter | None = None) -> Desk:
    """The desk as this coach sees it now: urgent and longest waiting first."""
    escalations = EscalationRepository(db)
    waiting = await escalations.waiting()
    in_hand = await escalations.claimed_by(coach_id)
    offers = await offers_to(db, coach_id)
    shown = [*waiting, *in_hand, *(offer.escalation for offer in offers)]
    names = await names_of(db, _conversations(shown))
    asked = await newest(db, _conversations(waiting), [Speaker.WORKER])
    return Desk(
        queue=_queue(waiting, names, asked, chosen or Filter()),
        mine=await _mine(db, in_hand, names),
        offered=tuple(_offered(offer, names) for offer in offers),
        theirs=tuple(await _theirs(db, coach_id)),
        promised=await promised_to_workers(db, coach_id),
        conversation_ids=frozenset(_conversations(shown)),
        ids_in_hand=frozenset(_conversations(in_hand)),
    )


async def mine_of(db: AsyncSession, coach_id: UUID) -> tuple[InHand, ...]:
    """Only what this coach has in hand."""
    in_hand = await EscalationRepository(db).claimed_by(coach_id)
    return await _mine(db, in_hand, await names_of(db, _conversations(in_hand)))


async def _mine(
    db: AsyncSession, in_hand: Sequence[Escalation], names: Mapping[UUID, str]
) -> tuple[InHand, ...]:
    said = await newest(db, _conversations(in_hand), [Speaker.WORKER, Speaker.COACH])
    return tuple(_in_hand(one, names, said[one.conversation_id]) for one in in_hand)


def _conversations(escalations: Iterable[Escalation]) -> list[UUID]:
    return [escalation.conversation_id for escalation in escalations]


def _queue(
    waiting: Sequence[Escalation],
    names: Mapping[UUID, str],
    asked: Mapping[UUID, Message],
    chosen: Filter,
) -> Queue:
    shown = [one for one in waiting if chosen.lets_through(one.sector, one.topic)]
    sectors = Counter(one.sector for one in waiting if one.sector)
    topics = Counter(one.topic for one in waiting if one.topic)
    return Queue(
        waiting=tuple(_waiting(one, names, asked[one.conversation_id]) for one in shown),
        total=len(waiting),
        chosen=chosen,
        sectors=chosen.sector_choices(sectors),
        topics=chosen.topic_choices(topics),
    )


def _waiting(one: Escalation, names: Mapping[UUID, str], message: Message) -> Waiting:
    return Waiting(
        escalation_id=one.id,
        name=names[one.conversation_id],
        reason=one.reason,
        topic=topic_in_words(one.topic) if one.topic else None,
        sector=sector_in_words(one.sector) if one.sector else None,
        is_urgent=one.is_urgent,
        since=one.requested_at,
        last_words=shortened(visible(message.text)),
    )


def _in_hand(one: Escalation, names: Mapping[UUID, str], message: Message) -> InHand:
    return InHand(
        one.id,
        names[one.conversation_id],
        shortened(visible(message.text)),
        message.sent_at,
        message.seq,
        message.speaker is Speaker.WORKER,
    )


def _offered(offer: Offer, names: Mapping[UUID, str]) -> Offered:
    return Offered(
        offer.escalation.id,
        names[offer.escalation.conversation_id],
        offer.giver.name,
        offer.transfer.note,
        offer.transfer.offered_at,
    )


async def _theirs(db: AsyncSession, coach_id: UUID) -> list[Theirs]:
    found = await EscalationRepository(db).claimed_by_others(coach_id)
    return [Theirs(one.id, coach.name, since) for one, coach, since in _with_moment(found)]


def _with_moment(
    found: Iterable[tuple[Escalation, Coach]],
) -> Iterable[tuple[Escalation, Coach, datetime]]:
    return ((one, coach, one.claimed_at) for one, coach in found if one.claimed_at)
