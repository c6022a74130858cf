"""The whole book: every difference, and where all the money stands."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.tables import LedgerAccount, Transfer
from api.accounts.tables import LedgerAccountKind as Kind
from api.administration.reconciling.audit import AccountAudit, Difference
from api.administration.reconciling.book import AT_ONCE, Entry, entries


@dataclass
class Accounting:
    """What the book says when every entry was read. Amounts are in cents.

    `came_in` and `went_out` are per place of a depositor, provider or fund.
    """

    transfers: int = 0
    accounts: int = 0
    cents: Counter[Kind] = field(default_factory=Counter)
    came_in: Counter[UUID] = field(default_factory=Counter)
    went_out: Counter[UUID] = field(default_factory=Counter)

    @property
    def difference_cents(self) -> int:
        """Money is moved and never made, so all places together hold nothing."""
        return sum(self.cents.values())

    def count(self, entry: Entry) -> None:
        """Count one entry where it left and where it arrived."""
        self.transfers += 1
        self.cents[entry.from_kind] -= entry.amount_cents
        self.cents[entry.to_kind] += entry.amount_cents
        if entry.from_kind in OUTSIDE:
            self.went_out[entry.from_account_id] += entry.amount_cents
        if entry.to_kind in OUTSIDE:
            self.came_in[entry.to_account_id] += entry.amount_cents


OUTSIDE = (Kind.DEPOSITOR, Kind.PROVIDER, Kind.FUND)


async def audited(
    db: AsyncSession,
    accounting: Accounting,
    after_some: Callable[[int], None] = lambda _count: None,
    after_account: Callable[[AccountAudit], None] = lambda _audit: None,
    account_id: UUID | None = None,
) -> AsyncIterator[Difference]:
    """Read the whole book, or that of one account, into `accounting`; tell every difference.

    `after_some` hears how many entries were read; `after_account` gets each account when its book
    is closed.
    """
    audit: AccountAudit | None = None
    async for entry in entries(db, account_id):
        if audit is None or audit.account_id != entry.learning_account_id:
            for difference in _closed(audit, accounting, after_account):
                yield difference
            audit = AccountAudit(entry.learning_account_id)
        for difference in audit.take(entry):
            yield difference
        accounting.count(entry)
        if accounting.transfers % AT_ONCE == 0:
            after_some(AT_ONCE)
    for difference in _closed(audit, accounting, after_account):
        yield difference


def _closed(
    audit: AccountAudit | None,
    accounting: Accounting,
    after_account: Callable[[AccountAudit], None],
) -> Iterator[Difference]:
    if audit is None:
        return
    accounting.accounts += 1
    yield from audit.finish()
    after_account(audit)


async def database_totals(db: AsyncSession) -> Counter[Kind]:
    """Where the money stands by the database's own addition, in cents: a second opinion."""
    totals: Counter[Kind] = Counter()
    for side, sign in ((Transfer.to_account_id, 1), (Transfer.from_account_id, -1)):
        found = await db.execute(
            select(LedgerAccount.kind, func.sum(Transfer.amount_cents))
            .join(LedgerAccount, LedgerAccount.id == side)
            .group_by(LedgerAccount.kind)
        )
        for kind, cents in found:
            totals[kind] += sign * int(cents)
    return totals
