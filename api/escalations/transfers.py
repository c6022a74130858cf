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
    """A conversation on offer that still waits for an answer."""

    transfer: EscalationTransfer
    escalation: Escalation
    giver: Coach
    taker: Coach


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
    await presence.hold_still(db, coach.id)
    offered = await _offer_to(db, escalation_id, coach)
    await _settle(db, escalation_id, accepted_at=now())
    offered.escalation.coach_id = coach.id
    await db.flush()
    await presence.refuse_when_overfull(db, coach.id)
    text = say("transferred", coach=coach.name, giver=offered.giver.name)
    await notice(db, offered.escalation.conversation_id, text)


async def decline(db: AsyncSession, escalation_id: UUID, coach: Coach) -> None:
    """Leave the conversation with the coach who has it. Raises OfferOver."""
    await _offer_to(db, escalation_id, coach)
    await _settle(db, escalation_id, declined_at=now())


async def open_offer(db: AsyncSession, escalation_id: UUID) -> Offer | None:
    """The offer of this hand-off that still waits for an answer."""
    found = await _open_offers(db, EscalationTransfer.escalation_id == escalation_id)
    return found[0] if found else None


async def offers_to(db: AsyncSession, coach_id: UUID) -> list[Offer]:
    """What colleagues offer this coach, longest waiting first."""
    return await _open_offers(db, EscalationTransfer.to_coach_id == coach_id)


async def declined_by(db: AsyncSession, escalation: Escalation) -> Coach | None:
    """The colleague who could not take over, when that is the last that was heard of an offer."""
    last = await db.scalar(
        select(EscalationTransfer)
        .where(EscalationTransfer.escalation_id == escalation.id)
        .order_by(EscalationTransfer.offered_at.desc())
        .limit(1)
    )
    if last is None or not last.declined_at or last.from_coach_id != escalation.coach_id:
        return None
    return await db.get_one(Coach, last.to_coach_id)


async def _offer_to(db: AsyncSession, escalation_id: UUID, coach: Coach) -> Offer:
    # The lock of the hand-off itself: closing it and taking it over wait for each other.
    await db.get(Escalation, escalation_id, with_for_update=True, populate_existing=True)
    found = await open_offer(db, escalation_id)
    if found is None or found.taker.id != coach.id:
        raise OfferOver
    return found


async def _open_offers(db: AsyncSession, wanted: ColumnElement[bool]) -> list[Offer]:
    """Offers whose giver still has the conversation: what happened since may have ended them."""
    still_there = (
        (Escalation.coach_id == EscalationTransfer.from_coach_id)
        & Escalation.claimed_at.is_not(None)
        & Escalation.resolved_at.is_(None)
        & Escalation.withdrawn_at.is_(None)
    )
    found = await db.execute(
        select(EscalationTransfer, Escalation)
        .join(Escalation, Escalation.id == EscalationTransfer.escalation_id)
        .where(wanted, _not_answered(), still_there)
        .order_by(EscalationTransfer.offered_at)
    )
    return [
        Offer(
            transfer,
            escalation,
            await db.get_one(Coach, transfer.from_coach_id),
            await db.get_one(Coach, transfer.to_coach_id),
        )
        for transfer, escalation in found
    ]


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
