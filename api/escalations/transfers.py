"""Handing a conversation to a colleague: offered with a note, taken or not.

Until the colleague takes it the first coach has the conversation; from then on the colleague has.
So at every moment exactly one coach may speak, and the worker is told who.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import announce, now
from api.errors import LeermaatError
from api.escalations import presence
from api.escalations.notices import notice
from api.escalations.repository import EscalationRepository
from api.escalations.service import held_by
from api.escalations.tables import Coach, Escalation
from api.escalations.teamwork_tables import EscalationTransfer
from api.signals import DESK
from api.texts import say


class NoSuchColleague(LeermaatError):
    """The conversation was offered to nobody who could take it."""

    status = 422
    sentence = "There is no colleague who can take this conversation."


class OfferOver(LeermaatError):
    """The offer was answered, taken back or overtaken by what happened since."""

    status = 409
    sentence = "This conversation is not on offer to you any more."


@dataclass(frozen=True)
class Offer:
    """A conversation on offer that still waits for an answer, and who offers it."""

    escalation: Escalation
    giver_name: str


async def offer(
    db: AsyncSession, escalation_id: UUID, coach: Coach, colleague_id: UUID, note: str | None
) -> None:
    """Offer the conversation to a colleague; an earlier offer of it is taken back.

    Raises NoSuchColleague, and what `held_by` raises.
    """
    escalation = await held_by(db, escalation_id, coach)
    colleague = await db.get(Coach, colleague_id)
    if colleague is None or colleague.disabled_at or colleague.id == coach.id:
        raise NoSuchColleague
    await _settle(db, escalation.id, taken_back_at=now())
    db.add(
        EscalationTransfer(
            escalation_id=escalation.id,
            from_coach_id=coach.id,
            to_coach_id=colleague.id,
            note=note,
        )
    )
    announce(db, DESK)


async def take_back(db: AsyncSession, escalation_id: UUID, coach: Coach) -> None:
    """Keep the conversation after all. Raises what `held_by` raises."""
    escalation = await held_by(db, escalation_id, coach)
    await _settle(db, escalation.id, taken_back_at=now())


async def accept(db: AsyncSession, escalation_id: UUID, coach: Coach) -> None:
    """Take over the conversation, and tell the worker who speaks from here.

    Raises OfferOver or, for a coach who has their hands full, AtCapacity.
    """
    offered = await _offer_to(db, escalation_id, coach)
    await presence.hold_still(db, coach.id)
    await _settle(db, escalation_id, accepted_at=now())
    offered.escalation.coach_id = coach.id
    await db.flush()
    await presence.refuse_when_overfull(db, coach.id)
    text = say("transferred", coach=coach.name, giver=offered.giver_name)
    await notice(db, offered.escalation.conversation_id, text)


async def decline(db: AsyncSession, escalation_id: UUID, coach: Coach) -> None:
    """Leave the conversation with the coach who has it. Raises OfferOver."""
    await _offer_to(db, escalation_id, coach)
    await _settle(db, escalation_id, declined_at=now())


async def _offer_to(db: AsyncSession, escalation_id: UUID, coach: Coach) -> Offer:
    # The lock of the hand-off itself: closing it and taking it over wait for each other.
    await EscalationRepository(db).by_id(escalation_id, lock=True)
    found = await db.execute(
        select(Escalation, Coach.name)
        .join(EscalationTransfer, is_on_offer())
        .join(Coach, Coach.id == EscalationTransfer.from_coach_id)
        .where(Escalation.id == escalation_id, EscalationTransfer.to_coach_id == coach.id)
    )
    row = found.one_or_none()
    if row is None:
        raise OfferOver
    return Offer(*row)


def is_on_offer() -> ColumnElement[bool]:
    """Whether a transfer of a hand-off waits for an answer.

    Its giver must still have the conversation: what happened since may have ended the offer.
    """
    return (
        (Escalation.id == EscalationTransfer.escalation_id)
        & (Escalation.coach_id == EscalationTransfer.from_coach_id)
        & Escalation.claimed_at.is_not(None)
        & Escalation.resolved_at.is_(None)
        & Escalation.withdrawn_at.is_(None)
        & _not_answered()
    )


def _not_answered() -> ColumnElement[bool]:
    moments = (
        EscalationTransfer.accepted_at,
        EscalationTransfer.declined_at,
        EscalationTransfer.taken_back_at,
    )
    return moments[0].is_(None) & moments[1].is_(None) & moments[2].is_(None)


async def _settle(db: AsyncSession, escalation_id: UUID, **answer: object) -> None:
    """Answer the open offer of a hand-off, if there is one."""
    settling = update(EscalationTransfer).where(EscalationTransfer.escalation_id == escalation_id)
    await db.execute(settling.where(_not_answered()).values(**answer))
    announce(db, DESK)
