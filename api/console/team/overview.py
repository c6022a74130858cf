"""What the lead of the coaches sees now: who waits how long, and who is there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.lists.open_talks import open_talks
from api.console.words import away_reasons, words
from api.database import now
from api.escalations.presence import Load, desk_coaches
from api.escalations.tables import Escalation


class Standing(StrEnum):
    """Whether a coach is there."""

    PRESENT = "present"
    AWAY = "away"
    GONE = "gone"


@dataclass(frozen=True)
class AtWork:
    """A coach, as their lead sees them now; what they have in hand is a number."""

    coach_id: UUID
    name: str
    standing: Standing
    away_reason: str | None
    in_hand: int
    capacity: int
    is_usual: bool

    @property
    def standing_in_words(self) -> str:
        """Whether the coach is there, and why not."""
        if self.away_reason:
            return words("coach_away", reason=self.away_reason)
        return words(f"coach_{self.standing}")


@dataclass(frozen=True)
class WaitingOne:
    """Somebody who waits."""

    escalation_id: UUID
    name: str
    reason: str
    is_urgent: bool
    since: datetime


@dataclass(frozen=True)
class Team:
    """The lead's view of this moment."""

    waiting: tuple[WaitingOne, ...]
    coaches: tuple[AtWork, ...]


async def team_of(db: AsyncSession) -> Team:
    """Who waits and who is there now."""
    talks = [talk for talk in await open_talks(db, None) if talk.is_waiting]
    return Team(
        waiting=tuple(_waiting(talk.escalation, talk.name) for talk in talks),
        coaches=tuple(sorted(map(_at_work, await desk_coaches(db)), key=_in_order)),
    )


def _waiting(one: Escalation, name: str) -> WaitingOne:
    return WaitingOne(one.id, name, one.reason, one.is_urgent, one.requested_at)


def _at_work(load: Load) -> AtWork:
    coach = load.coach
    is_connected = coach.connected_until is not None and coach.connected_until > now()
    standing = Standing.PRESENT if is_connected else Standing.GONE
    is_away = is_connected and coach.away_reason is not None
    return AtWork(
        coach.id,
        coach.name,
        Standing.AWAY if is_away else standing,
        away_reasons()[coach.away_reason] if is_away and coach.away_reason else None,
        load.in_hand,
        load.capacity,
        coach.capacity is None,
    )


def _in_order(one: AtWork) -> tuple[int, str]:
    return list(Standing).index(one.standing), one.name
