"""`note-work`: keep a change of work in the history of an account. It moves no money."""

from argparse import ArgumentParser, Namespace

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.employment import note_change
from api.accounts.reservations.tables import EmploymentChange
from api.administration.accounts import find_account
from api.administration.arguments import day
from api.administration.command import Command
from api.administration.office import Office
from api.administration.record import record
from api.administration.signing_in import add_who, sign_in
from api.administration.words import help_of, word

NAME = "note-work"


def add_arguments(parser: ArgumentParser) -> None:
    """Whose work changed, how, and on which day."""
    parser.add_argument("worker", help=word("worker_help"))
    parser.add_argument("change", choices=[*EmploymentChange], help=help_of(NAME, "change"))
    parser.add_argument("--on", type=day, required=True, help=help_of(NAME, "on"))
    parser.add_argument("--employer", default="", help=help_of(NAME, "employer"))
    add_who(parser)


async def run(office: Office, arguments: Namespace) -> int:
    """Note the change; the same change of the same day is noted once."""
    who = await sign_in(office, arguments.email)
    change = EmploymentChange(arguments.change)

    async def work(db: AsyncSession) -> None:
        account = await find_account(db, arguments.worker)
        key = f"work:{account.id}:{change}:{arguments.on}:{arguments.employer}"
        event = await note_change(db, account, change, arguments.on, key, arguments.employer)
        record(db, NAME, who.email, event.id)

    await office.write(work)
    office.say("work_noted")
    return 0


COMMAND = Command(NAME, run, add_arguments, can_run_dry=True)
