"""`expire`: what the clock does by itself, by hand."""

from argparse import Namespace

from api.accounts.expiry import (
    accounts_with_expired_lots,
    expire_everything,
    reservations_to_expire,
)
from api.administration.command import Command
from api.administration.office import Office
from api.dutch import today


async def run(office: Office, _arguments: Namespace) -> int:
    """Let money and reservations end whose time is over; a dry run only counts them."""
    async with office.database.reading() as db:
        reservations = len(await reservations_to_expire(db, today()))
        accounts = len(await accounts_with_expired_lots(db, today()))
    if not office.dry_run:
        await expire_everything(office.database)
    office.say("expired", reservations=reservations, accounts=accounts)
    return 0


COMMAND = Command("expire", run, can_run_dry=True)
