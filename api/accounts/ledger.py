"""Moving money: the only way an amount ever changes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.acts import IdempotencyKeyReused
from api.accounts.chain import hash_after
from api.accounts.names import ledger_account
from api.accounts.reservations.tables import Reservation
from api.accounts.tables import (
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
    TransferReason,
)
from api.database import now
from api.errors import LeermaatError

# Ten million euros: more than any learning account, and safe in every column.
LARGEST_CENTS = 1_000_000_000


class NotEnoughMoney(LeermaatError):
    """More was asked than stands on the account. The facts say how much there is, in cents."""

    status = 409
    sentence = "There is not enough money on this account."


class InvalidAmount(LeermaatError):
    """An amount is a whole number of cents above zero."""

    status = 422
    sentence = "An amount is a whole number of cents, more than zero."


@dataclass(frozen=True)
class Movement:
    """A transfer of whole cents about to be made. All of it concerns one lot."""

    lot: Lot
    from_account: LedgerAccount
    to_account: LedgerAccount
    amount_cents: int
    reason: TransferReason
    idempotency_key: str
    description: str = ""
    made_at: datetime | None = None
    reservation: Reservation | None = None
    reverses: Transfer | None = None

    def change_cents(self, kind: LedgerAccountKind) -> int:
        """What this adds to the worker's money of this kind, in cents."""
        came_in = self.amount_cents if self.to_account.kind is kind else 0
        went_out = self.amount_cents if self.from_account.kind is kind else 0
        return came_in - went_out


@dataclass(frozen=True)
class Standing:
    """How much is available and reserved, in cents, at one moment of the book."""

    available_cents: int = 0
    reserved_cents: int = 0

    def after(self, movement: Movement) -> "Standing":
        """How it stands after the movement. Raises NotEnoughMoney rather than go below zero."""
        new = Standing(
            self.available_cents + movement.change_cents(LedgerAccountKind.AVAILABLE),
            self.reserved_cents + movement.change_cents(LedgerAccountKind.RESERVED),
        )
        if new.available_cents < 0 or new.reserved_cents < 0:
            raise NotEnoughMoney(available_cents=self.available_cents)
        return new


class Ledger:
    """The book of one learning account. Writers to the same account wait for each other."""

    def __init__(self, db: AsyncSession, account: LearningAccount) -> None:
        self.db = db
        self.account = account

    async def lock(self) -> None:
        """Keep every other writer of this account waiting until this transaction is over.

        Look at balances only after this. SQLite has one writer; PostgreSQL locks the row, but lets
        others refer to it meanwhile.
        """
        locked = await self.db.scalars(
            select(LearningAccount)
            .where(LearningAccount.id == self.account.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        self.account = locked.one()

    async def place(self, kind: LedgerAccountKind, owner_id: UUID) -> LedgerAccount:
        """Where money of this kind and owner stands."""
        return await ledger_account(self.db, kind, owner_id)

    async def move(self, movement: Movement) -> Transfer:
        """Make the transfer once; the same key again returns the first one.

        Raises InvalidAmount, IdempotencyKeyReused or NotEnoughMoney, and then nothing has moved.
        """
        check_amount(movement.amount_cents)
        await self.lock()
        known = await self._by_key(movement.idempotency_key)
        if known:
            return _same_or_refused(known, movement)
        last = await self._last(Transfer.learning_account_id == self.account.id)
        of_account = _standing(last).after(movement)
        of_lot = (await self.standing_of(movement.lot)).after(movement)
        transfer = _written(movement, self.account, (last.number if last else 0) + 1)
        transfer.available_after_cents = of_account.available_cents
        transfer.reserved_after_cents = of_account.reserved_cents
        transfer.lot_available_after_cents = of_lot.available_cents
        transfer.lot_reserved_after_cents = of_lot.reserved_cents
        transfer.hash = self.account.last_hash = hash_after(self.account.last_hash, transfer)
        self.db.add(transfer)
        await self.db.flush()
        return transfer

    async def standing_of(self, lot: Lot) -> Standing:
        """How much of this lot is available and reserved, in cents."""
        last = await self._last(Transfer.lot_id == lot.id)
        if last is None:
            return Standing()
        return Standing(last.lot_available_after_cents, last.lot_reserved_after_cents)

    async def last_number(self) -> int:
        """The number of the newest transfer of this account; 0 when there is none."""
        last = await self._last(Transfer.learning_account_id == self.account.id)
        return last.number if last else 0

    async def _last(self, which: ColumnElement[bool]) -> Transfer | None:
        found: Transfer | None = await self.db.scalar(
            select(Transfer).where(which).order_by(Transfer.number.desc()).limit(1)
        )
        return found

    async def _by_key(self, key: str) -> Transfer | None:
        found: Transfer | None = await self.db.scalar(
            select(Transfer).where(Transfer.idempotency_key == key)
        )
        return found


def check_amount(amount_cents: object) -> None:
    """Raise InvalidAmount unless this is a whole number of cents that can exist."""
    if type(amount_cents) is not int or not 0 < amount_cents <= LARGEST_CENTS:
        raise InvalidAmount


def _standing(last: Transfer | None) -> Standing:
    if last is None:
        return Standing()
    return Standing(last.available_after_cents, last.reserved_after_cents)


def _written(movement: Movement, account: LearningAccount, number: int) -> Transfer:
    return Transfer(
        id=uuid4(),
        learning_account_id=account.id,
        number=number,
        lot_id=movement.lot.id,
        reservation_id=movement.reservation.id if movement.reservation else None,
        from_account_id=movement.from_account.id,
        to_account_id=movement.to_account.id,
        amount_cents=movement.amount_cents,
        reason=movement.reason,
        description=movement.description,
        idempotency_key=movement.idempotency_key,
        reverses_id=movement.reverses.id if movement.reverses else None,
        made_at=movement.made_at or now(),
    )


def _same_or_refused(known: Transfer, movement: Movement) -> Transfer:
    same = (known.from_account_id, known.to_account_id, known.amount_cents) == (
        movement.from_account.id,
        movement.to_account.id,
        movement.amount_cents,
    )
    if not same:
        raise IdempotencyKeyReused
    return known
