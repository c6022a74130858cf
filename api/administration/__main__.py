"""`python -m api.administration`: what the account administrator does with the accounts."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError

from api.administration import (
    correcting,
    depositor_report,
    deposits,
    expiring,
    looking,
    moving,
    opening,
    payments,
    reconcile,
    work_list,
    working_life,
)
from api.administration.command import Command
from api.administration.faults import AdministrationRefused
from api.administration.office import Office
from api.administration.words import explain_to_administrator, help_of, word
from api.database import Database
from api.errors import LeermaatError
from api.settings import get_settings
from api.signals import Signals

COMMANDS: Sequence[Command] = (
    opening.COMMAND,
    deposits.COMMAND,
    work_list.COMMAND,
    *payments.COMMANDS,
    correcting.COMMAND,
    expiring.COMMAND,
    looking.COMMAND,
    working_life.COMMAND,
    *moving.COMMANDS,
    depositor_report.COMMAND,
    reconcile.COMMAND,
)
REFUSED = 1


def main(words: Sequence[str] | None = None) -> int:
    """Run one command on the database that the settings name; returns the exit code."""
    arguments = parser().parse_args(words)
    settings = get_settings()
    database = Database(settings.database_url, Signals())
    office = Office(database, settings, dry_run=getattr(arguments, "dry_run", False))

    async def work() -> int:
        try:
            return await carry_out(office, arguments)
        finally:
            await database.close()

    return asyncio.run(work())


def parser() -> ArgumentParser:
    """The command line, with its help in Dutch."""
    whole = ArgumentParser("python -m api.administration", description=word("purpose"))
    subcommands = whole.add_subparsers(dest="command", required=True, metavar=word("command"))
    for command in COMMANDS:
        about = help_of(command.name)
        one = subcommands.add_parser(command.name, help=about, description=about)
        command.add_arguments(one)
        one.set_defaults(run=command.run)
        if command.can_run_dry:
            one.add_argument("--dry-run", action="store_true", help=word("dry_run_help"))
    return whole


async def carry_out(office: Office, arguments: Namespace) -> int:
    """Run the command; a refusal is told in Dutch, with every reason, and is exit code 1."""
    try:
        code: int = await arguments.run(office, arguments)
        if office.dry_run:
            office.say("dry_run")
        return code
    except AdministrationRefused as refusal:
        office.complain(*refusal.reasons, word("nothing_changed"))
    except LeermaatError as error:
        office.complain(explain_to_administrator(error), word("nothing_changed"))
    except DBAPIError as error:
        office.complain(word("database_unavailable", why=error.orig), word("nothing_changed"))
    except OSError as error:
        office.complain(word("file_unreachable", file=error.filename, why=error.strerror))
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
