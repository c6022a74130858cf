"""What an action may ask about the account of the worker it speaks for."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from api.access import Reading, WorkerOfTurn
from api.accounts import service
from api.accounts.repository import LearningAccountRepository
from api.accounts.tables import LedgerAccountKind, TransferReason
from api.database import now

router = APIRouter(prefix="/turn/account", tags=["turn"])

MOST_MOVEMENTS = 5


class Balance(BaseModel):
    """How the account stands at one moment (UTC), in cents."""

    available_cents: int
    reserved_cents: int
    as_of: datetime


class MovementShown(BaseModel):
    """One transfer on the account: cents, the moment in UTC, and what it was for."""

    reason: TransferReason
    amount_cents: int
    made_at: datetime
    depositor: str
    description: str


@router.get("")
async def balance(db: Reading, worker: WorkerOfTurn) -> Balance:
    """The available and reserved money of the worker who speaks, in cents.

    401 without a turn under way, 403 for a visitor, 404 without a learning account.
    """
    account = await service.account_of(db, worker.id)
    accounts = LearningAccountRepository(db)
    return Balance(
        available_cents=await accounts.total_cents(account, LedgerAccountKind.AVAILABLE),
        reserved_cents=await accounts.total_cents(account, LedgerAccountKind.RESERVED),
        as_of=now(),
    )


@router.get("/movements")
async def movements(db: Reading, worker: WorkerOfTurn) -> list[MovementShown]:
    """The last movements on the account of the worker who speaks, newest first.

    401 without a turn under way, 403 for a visitor, 404 without a learning account.
    """
    account = await service.account_of(db, worker.id)
    rows = await LearningAccountRepository(db).latest_transfers(account, MOST_MOVEMENTS)
    return [
        MovementShown(
            reason=transfer.reason,
            amount_cents=transfer.amount_cents,
            made_at=transfer.made_at,
            depositor=depositor,
            description=transfer.description,
        )
        for transfer, depositor in rows
    ]
