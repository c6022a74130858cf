"""What an action may propose to the worker it speaks for, and what is reserved."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, StringConstraints

from api.access import Reading, TurnUnderWay, WorkerOfTurn, Writing
from api.accounts import service
from api.accounts.reservations import overview, proposals
from api.accounts.reservations.overview import ReservationState
from api.accounts.reservations.tables import Proposal, Purpose
from api.accounts.rules import get_account_rules
from api.accounts.spending import Wish
from api.conversations.tables import Message

router = APIRouter(prefix="/turn/account", tags=["turn"])

Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=get_account_rules().longest_name
    ),
]


class WishSent(BaseModel):
    """What the worker wants to put money aside for, in cents; the day it starts in Amsterdam."""

    model_config = ConfigDict(extra="forbid")

    kind: Purpose
    what: Name
    provider: Name
    # Whatever came: the ledger itself says what an amount is.
    amount_cents: Any
    starts_on: date


class PartShown(BaseModel):
    """What one deposit would pay, in cents."""

    depositor: str
    scheme_name: str
    amount_cents: int
    expires_on: date | None


class ProposalShown(BaseModel):
    """A reservation about to be confirmed, in cents; valid until a moment in UTC."""

    id: UUID
    kind: Purpose
    what: str
    provider: str
    amount_cents: int
    starts_on: date
    available_after_cents: int
    parts: list[PartShown]
    valid_until: datetime


class CancellationShown(BaseModel):
    """A cancellation about to be confirmed, in cents: what comes back, and what lapses."""

    id: UUID
    reservation_id: UUID
    kind: Purpose
    what: str
    provider: str
    amount_cents: int
    starts_on: date
    returns_cents: int
    lapses_cents: int
    available_after_cents: int
    valid_until: datetime


class ReservationShown(BaseModel):
    """Money put aside for one course, training or coaching, in cents; the moment in UTC."""

    id: UUID
    kind: Purpose
    what: str
    provider: str
    amount_cents: int
    held_cents: int
    paid_cents: int
    starts_on: date
    made_at: datetime
    state: ReservationState


@router.post("/proposals", status_code=status.HTTP_201_CREATED)
async def propose(
    turn: TurnUnderWay, worker: WorkerOfTurn, db: Writing, wish: WishSent
) -> ProposalShown:
    """Show the worker what reserving this would do, with a button to do it.

    The service itself says the summary in the thread. 401 without a turn under way, 403 for a
    visitor, 404 without a learning account, 409 or 422 with the reason when it cannot be done.
    """
    account = await service.account_of(db, worker.id)
    message = await db.get_one(Message, turn.message_id)
    proposal = await proposals.propose_reservation(db, message, account, Wish(**dict(wish)))
    return ProposalShown(**_shown(proposal))


@router.delete("/proposals", status_code=status.HTTP_204_NO_CONTENT)
async def drop_proposals(turn: TurnUnderWay, db: Writing) -> None:
    """Close the summary that the worker said no to in words: its button does nothing any more.

    401 without a turn under way.
    """
    await proposals.drop_open(db, turn.conversation_id)


@router.post(
    "/reservations/{reservation_id}/cancellation-proposal", status_code=status.HTTP_201_CREATED
)
async def propose_cancellation(
    turn: TurnUnderWay, worker: WorkerOfTurn, db: Writing, reservation_id: UUID
) -> CancellationShown:
    """Show the worker what cancelling this would do, with a button to do it.

    401 without a turn under way, 403 for a visitor, 404 for what is not theirs, 409 when nothing is
    reserved any more.
    """
    account = await service.account_of(db, worker.id)
    message = await db.get_one(Message, turn.message_id)
    proposal = await proposals.propose_cancellation(db, message, account, reservation_id)
    return CancellationShown(**_shown(proposal))


@router.get("/reservations")
async def reservations(db: Reading, worker: WorkerOfTurn) -> list[ReservationShown]:
    """What the worker who speaks has reserved, newest first, with what became of it.

    401 without a turn under way, 403 for a visitor, 404 without a learning account.
    """
    account = await service.account_of(db, worker.id)
    return [
        ReservationShown(
            id=each.reservation.id,
            kind=each.reservation.kind,
            what=each.reservation.what,
            provider=each.provider,
            amount_cents=each.reservation.amount_cents,
            held_cents=each.holdings.held_cents,
            paid_cents=each.holdings.paid_cents,
            starts_on=each.reservation.starts_on,
            made_at=each.reservation.made_at,
            state=each.state,
        )
        for each in await overview.reservations_of(db, account)
    ]


def _shown(proposal: Proposal) -> dict[str, Any]:
    return {**proposal.summary, "id": proposal.id, "valid_until": proposal.valid_until}
