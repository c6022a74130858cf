"""`pay`, `refund`, `payment-requests`, `approve-payment` and `drop-payment`."""

from argparse import ArgumentParser, Namespace
from uuid import UUID

from sqlalchemy import select

from api.accounts.reservations.tables import Reservation
from api.accounts.tables import Provider
from api.administration import paying
from api.administration.arguments import amount
from api.administration.command import Command
from api.administration.office import Office
from api.administration.signing_in import add_who, sign_in
from api.administration.tables import IS_WAITING, PaymentRequest
from api.administration.words import help_of, moment_in_numbers, word
from api.dutch import euros
from api.escalations.tables import Coach


def add_pay(parser: ArgumentParser) -> None:
    """What to pay, on which invoice."""
    parser.add_argument("reservation", type=UUID, help=word("reservation_help"))
    parser.add_argument("--amount", type=amount, help=help_of("pay", "amount"))
    parser.add_argument("--invoice", required=True, help=help_of("pay", "invoice"))
    add_who(parser)


async def pay(office: Office, arguments: Namespace) -> int:
    """Pay a provider all that is reserved, or part of it."""
    who = await sign_in(office, arguments.email)
    asked = (arguments.reservation, arguments.amount, arguments.invoice)
    done = await office.write(lambda db: paying.pay_or_request(db, who, *asked))
    if isinstance(done, PaymentRequest):
        office.say("payment_waits", amount=euros(done.amount_cents), request=done.id)
    else:
        office.say("paid", amount=euros(done))
    return 0


def add_refund(parser: ArgumentParser) -> None:
    """What came back, and how the provider's books call it."""
    parser.add_argument("reservation", type=UUID, help=word("reservation_help"))
    parser.add_argument("amount", type=amount, help=word("amount_help"))
    parser.add_argument("--reference", required=True, help=help_of("refund", "reference"))
    add_who(parser)


async def refund(office: Office, arguments: Namespace) -> int:
    """Book what a provider paid back, to the lots it came from."""
    who = await sign_in(office, arguments.email)
    back = (arguments.reservation, arguments.amount, arguments.reference)
    await office.write(lambda db: paying.refund(db, who, *back))
    office.say("refunded", amount=euros(arguments.amount))
    return 0


async def requests(office: Office, _arguments: Namespace) -> int:
    """List the payments that wait for a second administrator."""
    async with office.database.reading() as db:
        found = await db.execute(
            select(PaymentRequest, Coach.name, Provider.name)
            .join(Coach, Coach.id == PaymentRequest.requested_by_id)
            .join(Reservation, Reservation.id == PaymentRequest.reservation_id)
            .join(Provider, Provider.id == Reservation.provider_id)
            .where(IS_WAITING)
            .order_by(PaymentRequest.requested_at)
        )
        rows = [
            (
                str(asked.id),
                provider,
                asked.invoice,
                euros(asked.amount_cents),
                name,
                moment_in_numbers(asked.requested_at),
            )
            for asked, name, provider in found
        ]
    office.table("request_columns", rows)
    return 0


def add_decision(parser: ArgumentParser) -> None:
    """Which request."""
    parser.add_argument("request", type=UUID, help=word("request_help"))
    add_who(parser)


async def approve(office: Office, arguments: Namespace) -> int:
    """Pay what another administrator asked for."""
    who = await sign_in(office, arguments.email)
    asked = await office.write(lambda db: paying.approve(db, who, arguments.request))
    office.say("paid", amount=euros(asked.amount_cents))
    return 0


async def drop(office: Office, arguments: Namespace) -> int:
    """Let a request go."""
    who = await sign_in(office, arguments.email)
    await office.write(lambda db: paying.drop(db, who, arguments.request))
    office.say("request_dropped")
    return 0


COMMANDS = (
    Command("pay", pay, add_pay, can_run_dry=True),
    Command("refund", refund, add_refund, can_run_dry=True),
    Command("payment-requests", requests),
    Command("approve-payment", approve, add_decision, can_run_dry=True),
    Command("drop-payment", drop, add_decision, can_run_dry=True),
)
