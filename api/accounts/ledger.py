"""Moving money: the only way an amount ever changes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.tables import LedgerAccount, LedgerAccountKind, Transfer, TransferReason
from api.database import now
from api.errors import LeermaatError

# A worker's money is never negative. Depositors bring it in, so theirs may be.
NEVER_NEGATIVE = {LedgerAccountKind.AVAILABLE, LedgerAccountKind.RESERVED}


class NotEnoughMoney(LeermaatError):
    """More was asked than stands on the account."""

    status = 409
    sentence = "There is not enough money on this account."


class InvalidAmount(LeermaatError):
    """An amount is a whole number of cents above zero."""

    status = 422
    sentence = "An amount is a whole number of cents, more than zero."


class IdempotencyKeyReused(LeermaatError):
    """The same key came with another transfer."""

    status = 409
    sentence = "This idempotency key was used for another transfer."


@dataclass(frozen=True)
class Movement:
    """A transfer about to be made, of whole cents."""

    from_account: LedgerAccount
    to_account: LedgerAccount
    amount_cents: int
    reason: TransferReason
    idempotency_key: str
    description: str = ""
    made_at: datetime | None = None


class Ledger:
    """The book of all transfers."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def account(self, kind: LedgerAccountKind, owner_id: UUID) -> LedgerAccount:
        """The account of this kind and owner; opened when money first comes there."""
        found = await self.db.scalar(
            select(LedgerAccount).where(
                LedgerAccount.kind == kind, LedgerAccount.owner_id == owner_id
            )
        )
        if found:
            return found
        opened = LedgerAccount(kind=kind, owner_id=owner_id)
        self.db.add(opened)
        await self.db.flush()
        return opened

    async def balance_cents(self, account: LedgerAccount) -> int:
        """What came in minus what went out, in cents."""
        came_in = await self._sum(Transfer.to_account_id == account.id)
        went_out = await self._sum(Transfer.from_account_id == account.id)
        return came_in - went_out

    async def _sum(self, which: ColumnElement[bool]) -> int:
        total = await self.db.scalar(select(func.sum(Transfer.amount_cents)).where(which))
        return int(total or 0)

    async def move(self, movement: Movement) -> Transfer:
        """Make the transfer once; the same key again returns the first one.

        Raises InvalidAmount, IdempotencyKeyReused or NotEnoughMoney, and then nothing has moved.
        """
        if type(movement.amount_cents) is not int or movement.amount_cents <= 0:
            raise InvalidAmount
        await self._lock(movement.from_account)
        known = await self._by_key(movement.idempotency_key)
        if known:
            return _same_or_refused(known, movement)
        await self._refuse_overdraft(movement)
        transfer = Transfer(
            from_account_id=movement.from_account.id,
            to_account_id=movement.to_account.id,
            amount_cents=movement.amount_cents,
            reason=movement.reason,
            description=movement.description,
            idempotency_key=movement.idempotency_key,
            made_at=movement.made_at or now(),
        )
        self.db.add(transfer)
        await self.db.flush()
        return transfer

    async def knows_key_beginning_with(self, beginning: str) -> bool:
        """Whether one act that needed several transfers was done before."""
        known = await self.db.scalar(
            select(Transfer.id)
            .where(Transfer.idempotency_key.startswith(beginning, autoescape=True))
            .limit(1)
        )
        return known is not None

    async def _lock(self, account: LedgerAccount) -> None:
        # PostgreSQL would let two transfers look at the same balance; SQLite has one writer.
        await self.db.execute(
            select(LedgerAccount.id).where(LedgerAccount.id == account.id).with_for_update()
        )

    async def _by_key(self, key: str) -> Transfer | None:
        found: Transfer | None = await self.db.scalar(
            select(Transfer).where(Transfer.idempotency_key == key)
        )
        return found

    async def _refuse_overdraft(self, movement: Movement) -> None:
        if movement.from_account.kind not in NEVER_NEGATIVE:
            return
        if await self.balance_cents(movement.from_account) < movement.amount_cents:
            raise NotEnoughMoney


def _same_or_refused(known: Transfer, movement: Movement) -> Transfer:
    same = (known.from_account_id, known.to_account_id, known.amount_cents) == (
        movement.from_account.id,
        movement.to_account.id,
        movement.amount_cents,
    )
    if not same:
        raise IdempotencyKeyReused
    return known
