"""Going through the book of one learning account, entry by entry."""

from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from api.accounts.chain import hash_after
from api.accounts.tables import LedgerAccountKind as Kind
from api.accounts.tables import TransferReason as Reason
from api.administration.reconciling.book import OF_THE_LOT, Entry


class Fault(StrEnum):
    """What can be wrong with an entry, or with an account as a whole."""

    NUMBER_MISSING = "number_missing"
    CHAIN_BROKEN = "chain_broken"
    END_CUT_OFF = "end_cut_off"
    WRONG_ROUTE = "wrong_route"
    WRONG_OWNER = "wrong_owner"
    WRONG_BALANCE = "wrong_balance"
    BELOW_ZERO = "below_zero"
    NOT_THE_REVERSE = "not_the_reverse"
    DEPOSITS_OF_LOT = "deposits_of_lot"
    RESERVATION_AMOUNT = "reservation_amount"
    UNEXPLAINED = "unexplained"


class Difference(NamedTuple):
    """Something that does not add up: on which learning account, at which entry, how many cents."""

    account_id: UUID
    number: int
    fault: Fault
    cents: int = 0


# Between which places money may go, and why.
ROUTES = {
    Reason.DEPOSIT: {(Kind.DEPOSITOR, Kind.AVAILABLE)},
    Reason.RESERVE: {(Kind.AVAILABLE, Kind.RESERVED)},
    Reason.GIVE_BACK: {(Kind.RESERVED, Kind.AVAILABLE)},
    Reason.PAY: {(Kind.RESERVED, Kind.PROVIDER)},
    Reason.REFUND: {(Kind.PROVIDER, Kind.AVAILABLE)},
    Reason.EXPIRE: {(Kind.AVAILABLE, Kind.FUND)},
}


class LotAudit:
    """What was seen of one lot so far, in cents; and how often it was paid in."""

    def __init__(self) -> None:
        self.cents: dict[Kind, int] = defaultdict(int)
        self.deposits = 0


class AccountAudit:
    """What was seen of one account so far. Amounts are in cents."""

    def __init__(self, account_id: UUID) -> None:
        self.account_id = account_id
        self.number = 0
        self.hash = ""
        self.cents: dict[Kind, int] = defaultdict(int)
        self._lots: dict[UUID, LotAudit] = defaultdict(LotAudit)
        self._reserved: dict[UUID, tuple[int, int]] = {}
        self._seen: dict[UUID, tuple[UUID, UUID, int]] = {}
        self._last_hash = ""

    @property
    def deposited_cents(self) -> int:
        """What depositors brought, less what was moved back to them."""
        return -self.cents[Kind.DEPOSITOR]

    @property
    def difference_cents(self) -> int:
        """What was brought and stands nowhere: nothing, or money is missing."""
        elsewhere = (Kind.AVAILABLE, Kind.RESERVED, Kind.PROVIDER, Kind.FUND)
        return self.deposited_cents - sum(self.cents[kind] for kind in elsewhere)

    def take(self, entry: Entry) -> Iterator[Difference]:
        """Go on with the next entry, and tell what is wrong with it."""
        lot = self._lots[entry.lot_id]
        found = [*self._faults_of_chain(entry), *self._faults_of_place(entry)]
        self._count(entry, lot)
        found += self._faults_of_balance(entry, lot)
        for fault in found:
            yield Difference(self.account_id, entry.number, fault, entry.amount_cents)

    def finish(self) -> Iterator[Difference]:
        """Close the book of this account, and tell what is wrong with it as a whole."""
        if self.hash != self._last_hash:
            yield Difference(self.account_id, self.number, Fault.END_CUT_OFF)
        for lot in self._lots.values():
            if lot.deposits != 1:
                yield Difference(self.account_id, self.number, Fault.DEPOSITS_OF_LOT)
        for wanted_cents, reserved_cents in self._reserved.values():
            if wanted_cents != reserved_cents:
                missing_cents = wanted_cents - reserved_cents
                yield Difference(
                    self.account_id, self.number, Fault.RESERVATION_AMOUNT, missing_cents
                )
        if self.difference_cents:
            yield Difference(self.account_id, self.number, Fault.UNEXPLAINED, self.difference_cents)

    def _faults_of_chain(self, entry: Entry) -> Iterator[Fault]:
        self.number += 1
        if entry.number != self.number:
            yield Fault.NUMBER_MISSING
            self.number = entry.number
        if hash_after(self.hash, entry) != entry.hash:
            yield Fault.CHAIN_BROKEN
        self.hash, self._last_hash = entry.hash, entry.last_hash

    def _faults_of_place(self, entry: Entry) -> Iterator[Fault]:
        if entry.reason is Reason.CORRECT:
            original = self._seen.get(entry.reverses_id)
            if original != (entry.to_account_id, entry.from_account_id, entry.amount_cents):
                yield Fault.NOT_THE_REVERSE
        elif (entry.from_kind, entry.to_kind) not in ROUTES[entry.reason]:
            yield Fault.WRONG_ROUTE
        if not entry.owners_are_right:
            yield Fault.WRONG_OWNER

    def _count(self, entry: Entry, lot: LotAudit) -> None:
        for cents in (self.cents, lot.cents):
            cents[entry.from_kind] -= entry.amount_cents
            cents[entry.to_kind] += entry.amount_cents
        self._seen[entry.id] = (entry.from_account_id, entry.to_account_id, entry.amount_cents)
        lot.deposits += entry.reason is Reason.DEPOSIT
        if entry.reason is Reason.RESERVE and entry.reservation_id:
            _, reserved_cents = self._reserved.get(entry.reservation_id, (0, 0))
            total_cents = reserved_cents + entry.amount_cents
            self._reserved[entry.reservation_id] = (entry.reservation_cents, total_cents)

    def _faults_of_balance(self, entry: Entry, lot: LotAudit) -> Iterator[Fault]:
        counted = [cents[kind] for cents in (self.cents, lot.cents) for kind in OF_THE_LOT]
        written = [
            entry.available_after_cents,
            entry.reserved_after_cents,
            entry.lot_available_after_cents,
            entry.lot_reserved_after_cents,
        ]
        if counted != written:
            yield Fault.WRONG_BALANCE
        if min(counted) < 0:
            yield Fault.BELOW_ZERO
