"""The desk: who waits for a coach, whom a coach has in hand, and what colleagues do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.lists.choices import Filter
from api.console.lists.open_talks import OpenTalk, open_talks
from api.console.lists.queue import Alarm, Queue, alarms_among, queue_of
from api.console.plainly import visible
from api.console.words import shortened
from api.conversations.tables import Message, Speaker
from api.escalations.tables import Escalation


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
class Desk:
    """What one coach sees of the work, and the conversations that it follows from."""

    queue: Queue
    alarms: tuple[Alarm, ...]
    mine: tuple[InHand, ...]
    offered: tuple[Offered, ...]
    theirs: tuple[Theirs, ...]
    conversation_ids: frozenset[UUID]
    ids_in_hand: frozenset[UUID]


async def desk_of(db: AsyncSession, coach_id: UUID, chosen: Filter | None = None) -> Desk:
    """The desk as this coach sees it now: urgent and longest waiting first."""
    talks = await open_talks(db, coach_id)
    mine = [talk for talk in talks if talk.escalation.coach_id == coach_id]
    taken = [talk for talk in talks if not talk.is_waiting and talk not in mine]
    offered = [talk for talk in taken if talk.offer and talk.offer.to_coach_id == coach_id]
    waiting = [talk for talk in talks if talk.is_waiting]
    return Desk(
        queue=queue_of(waiting, chosen or Filter()),
        alarms=alarms_among(waiting),
        mine=_mine(mine),
        offered=_offered(offered),
        theirs=_theirs(taken),
        conversation_ids=_conversations([*waiting, *mine, *offered]),
        ids_in_hand=_conversations(mine),
    )


async def mine_of(db: AsyncSession, coach_id: UUID) -> tuple[InHand, ...]:
    """Only what this coach has in hand."""
    return _mine(await open_talks(db, coach_id, Escalation.coach_id == coach_id))


def _conversations(talks: Iterable[OpenTalk]) -> frozenset[UUID]:
    return frozenset(talk.escalation.conversation_id for talk in talks)


def _mine(talks: Sequence[OpenTalk]) -> tuple[InHand, ...]:
    """In the order in which the coach took them."""
    found = [(talk, talk.last) for talk in sorted(talks, key=_taken_at)]
    return tuple(_in_hand(talk, last) for talk, last in found if last)


def _in_hand(talk: OpenTalk, last: Message) -> InHand:
    return InHand(
        talk.escalation.id,
        talk.name,
        shortened(visible(talk.last_words)),
        last.sent_at,
        last.seq,
        last.speaker is Speaker.WORKER,
    )


def _offered(talks: Iterable[OpenTalk]) -> tuple[Offered, ...]:
    """Longest waiting for an answer first."""
    found = [
        Offered(
            talk.escalation.id,
            talk.name,
            talk.coach_name or "",
            talk.offer.note,
            talk.offer.offered_at,
        )
        for talk in talks
        if talk.offer
    ]
    return tuple(sorted(found, key=lambda one: one.since))


def _theirs(talks: Iterable[OpenTalk]) -> tuple[Theirs, ...]:
    """Longest at it first."""
    return tuple(
        Theirs(talk.escalation.id, talk.coach_name or "", _taken_at(talk))
        for talk in sorted(talks, key=_taken_at)
    )


def _taken_at(talk: OpenTalk) -> datetime:
    return talk.escalation.claimed_at or talk.escalation.requested_at
