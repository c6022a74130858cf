"""`import-deposits`: book a payroll or fund file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from api.administration.command import Command
from api.administration.deposits_file import read_deposits
from api.administration.faults import AdministrationRefused
from api.administration.importing import Permissions, Plan, book_deposits, plan_import
from api.administration.office import Office
from api.administration.record import record
from api.administration.signing_in import login_here
from api.administration.words import help_of, word
from api.dutch import euros

NAME = "import-deposits"
# SQLite has one writer, and the chat waits ten seconds for its turn. A row takes about ten
# thousandths of a second.
MOST_AT_ONCE = 500


def add_arguments(parser: ArgumentParser) -> None:
    """The file, and what it may bring that is new."""
    parser.add_argument("file", type=Path, help=help_of(NAME, "file"))
    parser.add_argument("--depositor", help=help_of(NAME, "depositor"))
    for name in ("new-accounts", "new-depositors", "whole"):
        parser.add_argument(f"--{name}", action="store_true", help=help_of(NAME, name))


async def run(office: Office, arguments: Namespace) -> int:
    """Book the file or list every fault in it."""
    file = read_deposits(arguments.file, arguments.depositor)
    permissions = Permissions(arguments.new_accounts, arguments.new_depositors)
    async with office.database.reading() as db:
        plan = await plan_import(db, file, permissions)
    if office.database.is_sqlite and not arguments.whole and len(plan.new) > MOST_AT_ONCE:
        raise AdministrationRefused([word("too_many_rows", count=len(plan.new), most=MOST_AT_ONCE)])
    if not office.dry_run:
        await book(office, plan, arguments.file)
    show(office, plan)
    return 0


async def book(office: Office, plan: Plan, file: Path) -> None:
    """Write it all in one transaction, and who did it."""
    with office.progress(len(plan.new)) as bar:

        async def work(db: AsyncSession) -> None:
            bar.reset(bar.task_ids[0])
            await book_deposits(db, plan, lambda: bar.advance(bar.task_ids[0]))
            record(db, NAME, login_here(), file.name, plan.cents_by_depositor.total())

        await office.write(work)


def show(office: Office, plan: Plan) -> None:
    """Say what was booked, by depositor."""
    office.say("imported", booked=len(plan.new), known=plan.known, opened=len(plan.workers))
    if plan.new:
        cents = sorted(plan.cents_by_depositor.items())
        office.table("imported_columns", [(name, euros(amount)) for name, amount in cents])


COMMAND = Command(NAME, run, add_arguments, can_run_dry=True)
