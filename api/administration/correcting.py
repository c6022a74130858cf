"""`reverse`: undo one transfer; and what happens to a deposit that should not have been made."""

from argparse import ArgumentParser, Namespace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.corrections import AlreadySpent, reverse
from api.accounts.tables import Transfer, TransferReason
from api.administration.command import Command
from api.administration.office import Office
from api.administration.record import record
from api.administration.signing_in import add_who, sign_in
from api.administration.tables import WithdrawnDeposit
from api.administration.words import help_of
from api.dutch import euros, today
from api.errors import LeermaatError, NotFound
from api.escalations.tables import Coach

NAME = "reverse"


class DepositWithdrawn(LeermaatError):
    """This deposit was withdrawn before."""

    status = 409
    sentence = "This deposit was withdrawn before."


def add_arguments(parser: ArgumentParser) -> None:
    """Which transfer, and why."""
    parser.add_argument("transfer", type=UUID, help=help_of(NAME, "transfer"))
    parser.add_argument("--why", required=True, help=help_of(NAME, "why"))
    add_who(parser)


async def run(office: Office, arguments: Namespace) -> int:
    """Move a transfer back."""
    who = await sign_in(office, arguments.email)

    async def work(db: AsyncSession) -> tuple[Transfer, bool]:
        return await correct(db, who, arguments.transfer, arguments.why)

    original, was_moved = await office.write(work)
    office.say("reversed" if was_moved else "carried", amount=euros(original.amount_cents))
    return 0


async def correct(
    db: AsyncSession, who: Coach, transfer_id: UUID, why: str
) -> tuple[Transfer, bool]:
    """Reverse the transfer; for a deposit, withdraw it. Also tells whether money moved back.

    Raises NotFound, DepositWithdrawn, or what corrections.reverse raises.
    """
    original = await db.get(Transfer, transfer_id)
    if original is None:
        raise NotFound
    record(db, NAME, who.email, original.id, original.amount_cents)
    if original.reason is TransferReason.DEPOSIT:
        return original, await withdraw(db, original, why)
    await reverse(db, original.id, why, _key(original))
    return original, True


async def withdraw(db: AsyncSession, deposit: Transfer, why: str) -> bool:
    """Take a deposit out of the depositor's account of things, and move the money back if it can.

    False when the worker had used some of it. Then nothing moves: they keep it, the organisation
    carries it, and the depositor sees the same as otherwise. Raises DepositWithdrawn.
    """
    if await db.get(WithdrawnDeposit, deposit.lot_id):
        raise DepositWithdrawn
    was_moved_back = True
    try:
        async with db.begin_nested():
            await reverse(db, deposit.id, why, _key(deposit))
    except AlreadySpent:
        was_moved_back = False
    db.add(
        WithdrawnDeposit(
            lot_id=deposit.lot_id, withdrawn_on=today(), why=why, was_moved_back=was_moved_back
        )
    )
    return was_moved_back


def _key(original: Transfer) -> str:
    return f"reverse:{original.id}"


COMMAND = Command(NAME, run, add_arguments, can_run_dry=True)
