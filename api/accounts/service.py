"""What happens on a learning account: money comes in, and is put aside for a course."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.ledger import Ledger, Movement, NotEnoughMoney
from api.accounts.repository import LearningAccountRepository
from api.accounts.schemes import get_scheme
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
    """Money that a depositor pays in under a scheme. The reference is the depositor's own."""

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


async def deposit(db: AsyncSession, account: LearningAccount, paid_in: Deposit) -> Transfer:
    """Take in a deposit as a lot of its own; the same reference again changes nothing."""
    depositor = await _depositor(db, paid_in.depositor)
    lot = await _lot(db, account, depositor, paid_in)
    ledger = Ledger(db)
    return await ledger.move(
        Movement(
            from_account=await ledger.account(LedgerAccountKind.DEPOSITOR, depositor.id),
            to_account=await ledger.account(LedgerAccountKind.AVAILABLE, lot.id),
            amount_cents=paid_in.amount_cents,
            reason=TransferReason.DEPOSIT,
            idempotency_key=f"deposit:{lot.id}",
            made_at=datetime.combine(paid_in.deposited_on, time(12), AMSTERDAM),
        )
    )


async def reserve(
    db: AsyncSession, account: LearningAccount, amount_cents: int, description: str, key: str
) -> None:
    """Put money aside for a course, from the lots that expire first; the same key does it once.

    Raises NotEnoughMoney when all lots together hold less, and then nothing has moved.
    """
    ledger = Ledger(db)
    lots = await _lots_to_spend(db, account)
    if not lots:
        raise NotEnoughMoney
    if await ledger.knows_key_beginning_with(f"{key}:"):
        return
    left_cents = amount_cents
    for lot in lots:
        available = await ledger.account(LedgerAccountKind.AVAILABLE, lot.id)
        is_last = lot is lots[-1]
        on_lot_cents = await ledger.balance_cents(available)
        part_cents = left_cents if is_last else min(left_cents, on_lot_cents)
        if part_cents > 0:
            movement = Movement(
                from_account=available,
                to_account=await ledger.account(LedgerAccountKind.RESERVED, lot.id),
                amount_cents=part_cents,
                reason=TransferReason.RESERVE,
                idempotency_key=f"{key}:{lot.id}",
                description=description,
            )
            await ledger.move(movement)
            left_cents -= part_cents


async def _depositor(db: AsyncSession, name: str) -> Depositor:
    found = await db.scalar(select(Depositor).where(Depositor.name == name))
    if found:
        return found
    depositor = Depositor(name=name)
    db.add(depositor)
    await db.flush()
    return depositor


async def _lot(
    db: AsyncSession, account: LearningAccount, depositor: Depositor, paid_in: Deposit
) -> Lot:
    """The lot of this deposit; the depositor's own reference tells a repeat from a new one."""
    known = await db.scalar(
        select(Lot).where(
            Lot.learning_account_id == account.id,
            Lot.depositor_id == depositor.id,
            Lot.reference == paid_in.reference,
        )
    )
    if known:
        return known
    lot = Lot(
        learning_account_id=account.id,
        depositor_id=depositor.id,
        scheme=paid_in.scheme,
        reference=paid_in.reference,
        deposited_on=paid_in.deposited_on,
        expires_on=get_scheme(paid_in.scheme).expiry_of(paid_in.deposited_on),
    )
    db.add(lot)
    await db.flush()
    return lot


async def _lots_to_spend(db: AsyncSession, account: LearningAccount) -> list[Lot]:
    """The lot that expires first comes first; money that never expires comes last."""
    found = await db.scalars(
        select(Lot)
        .where(Lot.learning_account_id == account.id)
        .order_by(Lot.expires_on.is_(None), Lot.expires_on, Lot.deposited_on, Lot.id)
    )
    return list(found)
