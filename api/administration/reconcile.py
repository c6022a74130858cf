"""`reconcile`: account for every cent, and say where it does not add up."""

import csv
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.tables import Depositor, Fund, LedgerAccount, Provider, Transfer
from api.accounts.tables import LedgerAccountKind as Kind
from api.administration.command import Command
from api.administration.office import Office
from api.administration.reconciling.accounting import Accounting, audited, database_totals
from api.administration.reconciling.audit import AccountAudit
from api.administration.reconciling.surroundings import missing_guards, without_transfers
from api.administration.words import help_of, word
from api.dutch import euros

NAME = "reconcile"
DIFFERENT = 2
MOST_SHOWN = 100
OWNERS: dict[Kind, type[Depositor] | type[Provider] | type[Fund]] = {
    Kind.DEPOSITOR: Depositor,
    Kind.PROVIDER: Provider,
    Kind.FUND: Fund,
}


def add_arguments(parser: ArgumentParser) -> None:
    """Where to write what every single account holds, if anywhere."""
    parser.add_argument("--accounts", type=Path, metavar="FILE", help=help_of(NAME, "accounts"))


async def run(office: Office, arguments: Namespace) -> int:
    """Read the whole book as it is at one moment; exit code 2 when anything differs."""
    accounting, differences = Accounting(), 0
    async with office.database.reading() as db:
        async for sentence in all_differences(office, db, accounting, arguments.accounts):
            differences += 1
            if differences <= MOST_SHOWN:
                office.complain(sentence)
        office.say("book_read", transfers=accounting.transfers, accounts=accounting.accounts)
        office.table("places_columns", places(accounting))
        for kind in OWNERS:
            office.table(f"{kind}_columns", await owners(db, accounting, kind))
    office.say("not_reconciled" if differences else "reconciled", count=differences)
    return DIFFERENT if differences else 0


async def all_differences(
    office: Office, db: AsyncSession, accounting: Accounting, per_account: Path | None
) -> AsyncIterator[str]:
    """Fill the accounting, and tell in Dutch everything that does not add up."""
    total = await db.scalar(select(func.count()).select_from(Transfer))
    with office.progress(total) as bar, account_lines(per_account) as write:
        task = bar.task_ids[0]
        async for difference in audited(
            db, accounting, lambda count: bar.advance(task, count), write
        ):
            yield word(f"difference_{difference.fault}", **difference._asdict())
    for difference in await without_transfers(db):
        yield word(f"difference_{difference.fault}", **difference._asdict())
    for guard in await missing_guards(db):
        yield word("guard_missing", guard=guard)
    if accounting.difference_cents or await database_totals(db) != accounting.cents:
        yield word("totals_differ")


def places(accounting: Accounting) -> Iterator[tuple[str, str]]:
    """What was paid in, and where it stands; below the line nothing is left over."""
    for kind in Kind:
        sign = -1 if kind is Kind.DEPOSITOR else 1
        yield word(f"place_{kind}"), euros(sign * accounting.cents[kind])
    yield word("difference"), euros(accounting.difference_cents)


async def owners(
    db: AsyncSession, accounting: Accounting, kind: Kind
) -> list[tuple[str, str, str, str]]:
    """For each depositor what it paid and got back; for others what they got and paid back."""
    there, back = accounting.came_in, accounting.went_out
    if kind is Kind.DEPOSITOR:
        there, back = back, there
    owner = OWNERS[kind]
    found = await db.execute(
        select(LedgerAccount.id, owner.name)
        .join(owner, owner.id == LedgerAccount.owner_id)
        .where(LedgerAccount.kind == kind)
        .order_by(owner.name, LedgerAccount.id)
    )
    return [
        (name, euros(there[place]), euros(back[place]), euros(there[place] - back[place]))
        for place, name in found
        if there[place] or back[place]
    ]


@contextmanager
def account_lines(path: Path | None) -> Iterator[Callable[[AccountAudit], None]]:
    """Write one line per account: its random id, and its cents. No worker is named."""
    if path is None:
        yield lambda _audit: None
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(word("account_columns").split(";"))

        def write(audit: AccountAudit) -> None:
            held = [audit.cents[kind] for kind in Kind if kind is not Kind.DEPOSITOR]
            cents = (audit.deposited_cents, *held, audit.difference_cents)
            writer.writerow([audit.account_id, *cents])

        yield write


COMMAND = Command(NAME, run, add_arguments)
