"""`show-account`: look at the account of one worker, who can see that you did."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.ledger import Standing
from api.accounts.repository import LearningAccountRepository, LotStanding
from api.accounts.tables import LearningAccount, Transfer, ViewerRole
from api.accounts.viewing import log_view
from api.administration.accounts import find_account
from api.administration.command import Command
from api.administration.office import Office
from api.administration.signing_in import add_who, sign_in
from api.administration.words import moment_in_numbers, word
from api.dutch import euros
from api.escalations.tables import Coach

NAME = "show-account"
MOST_TRANSFERS = 50


class Seen(NamedTuple):
    """The account at one moment."""

    standing: Standing
    lots: Sequence[LotStanding]
    transfers: Sequence[Row[Transfer, str]]


def add_look(parser: ArgumentParser) -> None:
    """Whose account, and why."""
    parser.add_argument("worker", help=word("worker_help"))
    parser.add_argument("--reason", required=True, help=word("reason_help"))
    add_who(parser)


async def look_at(db: AsyncSession, who: Coach, reference: str, reason: str) -> LearningAccount:
    """The account of this worker, with the look written down. Raises AdministrationRefused."""
    account = await find_account(db, reference)
    await log_view(db, account, who.name, ViewerRole.ADMINISTRATOR, reason)
    return account


async def run(office: Office, arguments: Namespace) -> int:
    """Print the balance, the lots and the newest transfers."""
    who = await sign_in(office, arguments.email)

    async def work(db: AsyncSession) -> Seen:
        account = await look_at(db, who, arguments.worker, arguments.reason)
        accounts = LearningAccountRepository(db)
        return Seen(
            await accounts.standing(account),
            await accounts.lots(account),
            await accounts.latest_transfers(account, MOST_TRANSFERS),
        )

    show(office, await office.write(work))
    return 0


def show(office: Office, seen: Seen) -> None:
    """Print what was seen."""
    office.say(
        "account_standing",
        available=euros(seen.standing.available_cents),
        reserved=euros(seen.standing.reserved_cents),
    )
    office.table(
        "lot_columns",
        [
            (
                each.depositor,
                each.lot.scheme,
                each.lot.reference,
                f"{each.lot.deposited_on:%d-%m-%Y}",
                f"{each.lot.last_day:%d-%m-%Y}" if each.lot.last_day else word("never"),
                euros(each.available_cents),
                euros(each.reserved_cents),
            )
            for each in seen.lots
        ],
    )
    office.table(
        "transfer_columns",
        [
            (
                str(transfer.id),
                moment_in_numbers(transfer.made_at),
                word(f"reason_{transfer.reason}"),
                depositor,
                euros(transfer.amount_cents),
            )
            for transfer, depositor in seen.transfers
        ],
    )


COMMAND = Command(NAME, run, add_look)
