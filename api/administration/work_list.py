"""`reservations`: what is reserved or paid, to hold an invoice against. No worker is named."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.holdings import Holdings, holdings_of
from api.accounts.reservations.tables import Reservation
from api.accounts.tables import Provider
from api.administration.command import Command
from api.administration.office import Office
from api.administration.words import help_of
from api.dutch import euros

NAME = "reservations"
# Every row asks the book where its money stands, so they are fetched in portions.
AT_ONCE = 500


def add_arguments(parser: ArgumentParser) -> None:
    """Which ones."""
    parser.add_argument("--provider", help=help_of(NAME, "provider"))
    parser.add_argument("--all", action="store_true", help=help_of(NAME, "all"))


async def run(office: Office, arguments: Namespace) -> int:
    """List the reservations that start first."""
    async with office.database.reading() as db:
        found = await reservations(db, arguments.provider)
        rows = []
        for start in range(0, len(found), AT_ONCE):
            portion = found[start : start + AT_ONCE]
            holdings = await holdings_of(db, [reservation.id for reservation, _ in portion])
            rows += [(*each, holdings[each[0].id]) for each in portion]
    shown = [row for row in rows if arguments.all or row[2].held_cents]
    office.table("reservation_columns", [_line(*row) for row in shown])
    office.say("reservations_shown", count=len(shown))
    return 0


async def reservations(db: AsyncSession, provider: str | None) -> Sequence[tuple[Reservation, str]]:
    """Reservations with the name of the provider, of one provider or of all of them."""
    query = select(Reservation, Provider.name).join(
        Provider, Provider.id == Reservation.provider_id
    )
    if provider:
        query = query.where(Provider.name_key == " ".join(provider.split()).casefold())
    found = await db.execute(query.order_by(Reservation.starts_on, Reservation.id))
    return [(reservation, name) for reservation, name in found]


def _line(reservation: Reservation, provider: str, holdings: Holdings) -> tuple[str, ...]:
    return (
        str(reservation.id),
        f"{reservation.starts_on:%d-%m-%Y}",
        provider,
        reservation.what,
        euros(reservation.amount_cents),
        euros(holdings.held_cents),
        euros(holdings.paid_cents),
    )


COMMAND = Command(NAME, run, add_arguments)
