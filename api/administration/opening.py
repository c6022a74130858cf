"""`open-account`: give a worker, known by the host site's reference, a learning account."""

from argparse import ArgumentParser, Namespace

from sqlalchemy.ext.asyncio import AsyncSession

from api.administration.accounts import open_account
from api.administration.command import Command
from api.administration.office import Office
from api.administration.record import record
from api.administration.signing_in import login_here
from api.administration.words import help_of

NAME = "open-account"


def add_arguments(parser: ArgumentParser) -> None:
    """The worker."""
    parser.add_argument("worker", help=help_of(NAME, "worker"))


async def run(office: Office, arguments: Namespace) -> int:
    """Open the account."""

    async def work(db: AsyncSession) -> None:
        account = await open_account(db, arguments.worker)
        record(db, NAME, login_here(), account.id)

    await office.write(work)
    office.say("account_opened", reference=arguments.worker)
    return 0


COMMAND = Command(NAME, run, add_arguments, can_run_dry=True)
