"""Opening an account and paying in."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import names
from api.accounts.acts import IdempotencyKeyReused
from api.accounts.ledger import Ledger, Movement, check_amount
from api.accounts.repository import LearningAccountRepository
from api.accounts.schemes import SchemeNotValid, get_scheme
from api.accounts.tables import (
    Depositor,
    LearningAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
    TransferReason,
)
from api.dutch import AMSTERDAM
from api.errors import LeermaatError


class NoLearningAccount(LeermaatError):
    """This worker has no learning account with us."""

    status = 404
    sentence = "This worker has no learning account."


@dataclass(frozen=True)
class Deposit:
    """Money that a depositor pays in under a scheme, in cents of a euro: there is no other money.

    The reference is the depositor's own.
    """

    depositor: str
    scheme: str
    amount_cents: int
    deposited_on: date
    reference: str


async def account_of(db: AsyncSession, worker_id: UUID) -> LearningAccount:
    """The worker's learning account. Raises NoLearningAccount."""
    account = await LearningAccountRepository(db).of_worker(worker_id)
    if account is None:
        raise NoLearningAccount
    return account


async def open_account(db: AsyncSession, worker_id: UUID) -> LearningAccount:
    """The worker's learning account, opened when there is none yet."""
    return await names.find_or_add(db, LearningAccount, {"worker_id": worker_id})


async def deposit(db: AsyncSession, account: LearningAccount, paid_in: Deposit) -> Transfer:
    """Take in a deposit as a lot of its own; the same reference again changes nothing.

    Raises InvalidAmount, UnknownScheme, SchemeNotValid, or IdempotencyKeyReused when the depositor
    used this reference for another deposit to the same worker.
    """
    check_amount(paid_in.amount_cents)
    ledger = Ledger(db, account)
    await ledger.lock()
    depositor = await names.depositor(db, paid_in.depositor)
    lot = await _lot(db, account, depositor, paid_in)
    return await ledger.move(
        Movement(
            lot=lot,
            from_account=await ledger.place(LedgerAccountKind.DEPOSITOR, depositor.id),
            to_account=await ledger.place(LedgerAccountKind.AVAILABLE, lot.id),
            amount_cents=paid_in.amount_cents,
            reason=TransferReason.DEPOSIT,
            idempotency_key=f"deposit:{lot.id}",
            made_at=datetime.combine(paid_in.deposited_on, time(12), AMSTERDAM),
        )
    )


async def _lot(
    db: AsyncSession, account: LearningAccount, depositor: Depositor, paid_in: Deposit
) -> Lot:
    """The lot of this deposit; the depositor's own reference tells a repeat from a new one."""
    known: Lot | None = await db.scalar(
        select(Lot).where(
            Lot.learning_account_id == account.id,
            Lot.depositor_id == depositor.id,
            Lot.reference == paid_in.reference,
        )
    )
    if known is None:
        return await _new_lot(db, account, depositor, paid_in)
    if (known.scheme, known.deposited_on) != (paid_in.scheme, paid_in.deposited_on):
        raise IdempotencyKeyReused
    return known


async def _new_lot(
    db: AsyncSession, account: LearningAccount, depositor: Depositor, paid_in: Deposit
) -> Lot:
    scheme = get_scheme(paid_in.scheme)
    if not scheme.is_valid_on(paid_in.deposited_on):
        raise SchemeNotValid
    lot = Lot(
        learning_account_id=account.id,
        depositor_id=depositor.id,
        scheme=paid_in.scheme,
        reference=paid_in.reference,
        deposited_on=paid_in.deposited_on,
        expires_on=scheme.expiry_of(paid_in.deposited_on),
    )
    db.add(lot)
    await db.flush()
    return lot
