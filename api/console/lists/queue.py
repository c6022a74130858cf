"""Who waits for a coach, as far as the coach chose to see."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.console.lists.choices import Choice, Filter
from api.console.lists.open_talks import OpenTalk
from api.console.plainly import visible
from api.console.topics import sector_in_words, topic_in_words
from api.console.words import shortened
from api.escalations.alarms import is_raised, unseen_since
from api.safety.human import asks_for_a_person


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
class Queue:
    """Who waits, and what there is to choose from."""

    waiting: tuple[Waiting, ...]
    total: int
    chosen: Filter
    sectors: tuple[Choice, ...] = ()
    topics: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Alarm:
    """Somebody who is urgent, and whom nobody has taken."""

    escalation_id: UUID
    name: str
    since: datetime


def queue_of(talks: Iterable[OpenTalk], chosen: Filter) -> Queue:
    """The queue among the open hand-offs, in the order in which workers are helped."""
    waiting = [talk for talk in talks if talk.is_waiting]
    kinds = [(talk.escalation.sector, talk.escalation.topic) for talk in waiting]
    shown = [talk for talk, kind in zip(waiting, kinds, strict=True) if chosen.lets_through(*kind)]
    return Queue(
        waiting=tuple(map(_waiting, shown)),
        total=len(waiting),
        chosen=chosen,
        sectors=chosen.sector_choices(Counter(sector for sector, _ in kinds if sector)),
        topics=chosen.topic_choices(Counter(topic for _, topic in kinds if topic)),
    )


def alarms_among(talks: Iterable[OpenTalk]) -> tuple[Alarm, ...]:
    """Whom the second alarm is about now, longest waiting first."""
    raised = [talk for talk in talks if is_raised(talk.escalation)]
    found = [Alarm(talk.escalation.id, talk.name, unseen_since(talk.escalation)) for talk in raised]
    return tuple(sorted(found, key=lambda alarm: alarm.since))


def _waiting(talk: OpenTalk) -> Waiting:
    one = talk.escalation
    return Waiting(
        escalation_id=one.id,
        name=talk.name,
        reason="coach_gone" if one.has_lost_coach else one.reason,
        topic=topic_in_words(one.topic) if one.topic else None,
        sector=sector_in_words(one.sector) if one.sector else None,
        is_urgent=one.is_urgent,
        since=one.requested_at,
        last_words=_words(talk),
    )


def _words(talk: OpenTalk) -> str:
    """What they said last; that they want a person is known."""
    said = talk.last_words
    return "" if asks_for_a_person(said) else shortened(visible(said))
