"""`import-deposits`: book a payroll or fund file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from api.administration.command import Command
from api.administration.deposits_file import read_deposits
from api.administration.importing import Outcome, Permissions, import_deposits
from api.administration.office import Office
from api.administration.record import record
from api.administration.signing_in import login_here
from api.administration.words import help_of
from api.dutch import euros

NAME = "import-deposits"


def add_arguments(parser: ArgumentParser) -> None:
    """The file, and what it may bring that is new."""
    parser.add_argument("file", type=Path, help=help_of(NAME, "file"))
    parser.add_argument("--depositor", help=help_of(NAME, "depositor"))
    for name in ("new-accounts", "new-depositors"):
        parser.add_argument(f"--{name}", action="store_true", help=help_of(NAME, name))


async def run(office: Office, arguments: Namespace) -> int:
    """Book the file or list every fault in it."""
    file = read_deposits(arguments.file, arguments.depositor)
    permissions = Permissions(arguments.new_accounts, arguments.new_depositors)
    with office.progress(len(file.rows)) as bar:
        async with office.transaction() as db:
            outcome = await import_deposits(
                db, file, permissions, lambda: bar.advance(bar.task_ids[0])
            )
            total_cents = outcome.cents_by_depositor.total()
            record(db, NAME, login_here(), arguments.file.name, total_cents)
    show(office, outcome)
    return 0


def show(office: Office, outcome: Outcome) -> None:
    """Say what was booked, by depositor."""
    office.say("imported", booked=outcome.booked, known=outcome.known, opened=outcome.opened)
    if outcome.cents_by_depositor:
        cents = sorted(outcome.cents_by_depositor.items())
        office.table("imported_columns", [(name, euros(amount)) for name, amount in cents])


COMMAND = Command(NAME, run, add_arguments, can_run_dry=True)
