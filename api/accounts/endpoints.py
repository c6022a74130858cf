"""What an action may ask about the account of the worker it speaks for."""

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel

from api.access import Reading, WorkerOfTurn
from api.accounts import service
from api.accounts.employment import changes_of
from api.accounts.explanation import Reason, explain_balance
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations.tables import EmploymentChange, Purpose
from api.accounts.schemes import UnknownScheme, get_scheme, scheme_name
from api.accounts.spending import has_expired
from api.accounts.tables import TransferReason
from api.database import now
from api.dutch import today

router = APIRouter(prefix="/turn/account", tags=["turn"])

MOST_MOVEMENTS = 5
MOST_LINES = 40


class Balance(BaseModel):
    """How the account stands at one moment (UTC), in cents.

    What can be used, what is put aside, and what is past its last day since the clock came by.
    """

    available_cents: int
    reserved_cents: int
    lapsed_cents: int
    as_of: datetime


class MovementShown(BaseModel):
    """One transfer on the account: cents, the moment in UTC, and what it was for."""

    reason: TransferReason
    amount_cents: int
    made_at: datetime
    depositor: str
    description: str


class LineShown(BaseModel):
    """One line of the explanation, in cents; the moment in UTC, None for an opening line."""

    made_at: datetime | None
    reason: Reason
    amount_cents: int
    change_cents: int
    running_balance_cents: int
    depositor: str
    description: str
    scheme_name: str
    scheme_rule: str | None
    scheme_source: str | None
    lot_expires_on: date | None


class ChangeShown(BaseModel):
    """A change of work, which moved no money."""

    change: EmploymentChange
    employer: str
    happened_on: date


class Explanation(BaseModel):
    """Why the balance is what it is: oldest line first, and the changes of work beside it."""

    available_cents: int
    reserved_cents: int
    lines: list[LineShown]
    changes: list[ChangeShown]


class LotShown(BaseModel):
    """What is left of one deposit, in cents, until when, and for what.

    `has_lapsed`: its last day is over, so it cannot be used any more.
    `purpose` lists what it pays for; None when the agreement does not say.
    """

    depositor: str
    scheme_name: str
    deposited_on: date
    expires_on: date | None
    has_lapsed: bool
    left_cents: int
    purpose: list[Purpose] | None


@router.get("")
async def balance(db: Reading, worker: WorkerOfTurn) -> Balance:
    """The available and reserved money of the worker who speaks, in cents.

    401 without a turn under way, 403 for a visitor, 404 without a learning account.
    """
    account = await service.account_of(db, worker.id)
    usable = await LearningAccountRepository(db).usable(account, today())
    return Balance(**vars(usable), as_of=now())


@router.get("/movements")
async def movements(db: Reading, worker: WorkerOfTurn) -> list[MovementShown]:
    """The last movements on the account of the worker who speaks, newest first.

    401 without a turn under way, 403 for a visitor, 404 without a learning account.
    """
    account = await service.account_of(db, worker.id)
    lines = await explain_balance(db, account, MOST_MOVEMENTS)
    return [
        MovementShown(
            reason=TransferReason(line.reason),
            amount_cents=line.amount_cents,
            made_at=line.made_at,
            depositor=line.depositor,
            description=line.description,
        )
        for line in reversed(lines)
        if line.made_at
    ]


@router.get("/explanation")
async def explanation(db: Reading, worker: WorkerOfTurn) -> Explanation:
    """Why the balance is what it is, line by line, with the rule behind each line.

    401 without a turn under way, 403 for a visitor, 404 without a learning account.
    """
    account = await service.account_of(db, worker.id)
    usable = await LearningAccountRepository(db).usable(account, today())
    lines = await explain_balance(db, account, MOST_LINES)
    changes = await changes_of(db, account)
    return Explanation(
        available_cents=usable.available_cents,
        reserved_cents=usable.reserved_cents,
        lines=[LineShown(**vars(line)) for line in lines],
        changes=[
            ChangeShown(change=c.change, employer=c.employer, happened_on=c.happened_on)
            for c in changes
        ],
    )


@router.get("/lots")
async def lots(db: Reading, worker: WorkerOfTurn) -> list[LotShown]:
    """The deposits with money left, the first to expire first.

    401 without a turn under way, 403 for a visitor, 404 without a learning account.
    """
    account = await service.account_of(db, worker.id)
    return [
        LotShown(
            depositor=standing.depositor,
            scheme_name=scheme_name(standing.lot.scheme),
            deposited_on=standing.lot.deposited_on,
            expires_on=standing.lot.last_day,
            has_lapsed=has_expired(standing, today()),
            left_cents=standing.available_cents,
            purpose=_purpose(standing.lot.scheme),
        )
        for standing in await LearningAccountRepository(db).lots(account)
        if standing.available_cents
    ]


def _purpose(scheme: str) -> list[Purpose] | None:
    try:
        pays_for = get_scheme(scheme).pays_for
    except UnknownScheme:
        return None
    return None if pays_for is None else list(pays_for)
