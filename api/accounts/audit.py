"""Going through a book from its first line: is every number, balance and seal what it must be?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.accounts.chain import hash_after
from api.accounts.tables import LearningAccount, LedgerAccount, LedgerAccountKind, Transfer

AVAILABLE, RESERVED = LedgerAccountKind.AVAILABLE, LedgerAccountKind.RESERVED


class FaultKind(StrEnum):
    """What can be wrong with a line of a book."""

    NUMBER_MISSING = "number_missing"
    SEAL_BROKEN = "seal_broken"
    END_CUT_OFF = "end_cut_off"
    BALANCE_WRONG = "balance_wrong"
    BELOW_ZERO = "below_zero"


@dataclass(frozen=True)
class Fault:
    """Something wrong at one transfer of one learning account."""

    kind: FaultKind
    learning_account_id: UUID
    number: int


@dataclass(frozen=True)
class Booked:
    """A transfer with the kinds of the places it went between."""

    transfer: Transfer
    from_kind: LedgerAccountKind
    to_kind: LedgerAccountKind


async def faults_of(db: AsyncSession, account: LearningAccount) -> list[Fault]:
    """Everything that is wrong in the book of one account; an empty list is a clean book.

    Reads every transfer of the account once: balances are added up anew from the amounts.
    """
    out_of, into = aliased(LedgerAccount), aliased(LedgerAccount)
    rows = await db.execute(
        select(Transfer, out_of.kind, into.kind)
        .join(out_of, out_of.id == Transfer.from_account_id)
        .join(into, into.id == Transfer.to_account_id)
        .where(Transfer.learning_account_id == account.id)
        .order_by(Transfer.number)
    )
    book = Book(account)
    return [*book.faults(Booked(*row) for row in rows), *book.faults_at_the_end()]


class Book:
    """Reads the lines of one account in order, and remembers what must come next."""

    def __init__(self, account: LearningAccount) -> None:
        self.account = account
        self.number = 0
        self.hash = ""
        self.cents: dict[tuple[UUID, LedgerAccountKind], int] = defaultdict(int)

    def faults(self, lines: Iterable[Booked]) -> Iterator[Fault]:
        """What is wrong in these lines, in order."""
        for line in lines:
            for kind in self._read(line):
                yield Fault(kind, self.account.id, line.transfer.number)

    def faults_at_the_end(self) -> Iterator[Fault]:
        """Whether the last line is the one the account remembers."""
        if self.hash != self.account.last_hash:
            yield Fault(FaultKind.END_CUT_OFF, self.account.id, self.number)

    def _read(self, line: Booked) -> Iterator[FaultKind]:
        transfer = line.transfer
        if transfer.number != self.number + 1:
            yield FaultKind.NUMBER_MISSING
        if transfer.hash != hash_after(self.hash, transfer):
            yield FaultKind.SEAL_BROKEN
        self.number, self.hash = transfer.number, transfer.hash
        self._add(line)
        if self._balances(transfer) != _written_balances(transfer):
            yield FaultKind.BALANCE_WRONG
        if min(self._balances(transfer)) < 0:
            yield FaultKind.BELOW_ZERO

    def _add(self, line: Booked) -> None:
        for owner in (self.account.id, line.transfer.lot_id):
            self.cents[owner, line.from_kind] -= line.transfer.amount_cents
            self.cents[owner, line.to_kind] += line.transfer.amount_cents

    def _balances(self, transfer: Transfer) -> tuple[int, ...]:
        owners = (self.account.id, transfer.lot_id)
        return tuple(self.cents[owner, kind] for owner in owners for kind in (AVAILABLE, RESERVED))


def _written_balances(transfer: Transfer) -> tuple[int, ...]:
    return (
        transfer.available_after_cents,
        transfer.reserved_after_cents,
        transfer.lot_available_after_cents,
        transfer.lot_reserved_after_cents,
    )
