"""What a worker reads when something ends soon, and what they can press."""

from collections.abc import Sequence
from datetime import timedelta

from api.accounts.expiry import last_day_of
from api.accounts.repository import LotStanding
from api.accounts.reservations.overview import ReservationStanding
from api.accounts.returning import would_lapse
from api.accounts.schemes import UnknownScheme, get_scheme, scheme_name
from api.accounts.tables import TransferReason
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind
from api.dutch import day_in_words, euros
from api.texts import say, say_of_account


def money_ends(lots: Sequence[LotStanding]) -> str:
    """How much lapses when, and who paid it in."""
    return say_of_account("money_ends", lines="\n".join(map(_lot_line, lots)))


def reservations_end(held: Sequence[ReservationStanding]) -> str:
    """What is put aside until when, and what becomes of it then."""
    return say_of_account("reservations_end", lines="\n\n".join(map(_reservation_line, held)))


def about_money() -> Sequence[Offer]:
    """What can be done with money that lapses soon."""
    return (
        Offer(say_of_account("button_reserve"), payload="/budget_reserveren"),
        Offer(say_of_account("button_purpose"), payload="/leerrekening_waarvoor_gebruiken"),
        *_always(),
    )


def about_reservations() -> Sequence[Offer]:
    """What can be done with a reservation that nobody paid."""
    cancel = Offer(say_of_account("button_cancel"), payload="/reservering_annuleren")
    return (cancel, *_always())


def _always() -> Sequence[Offer]:
    return (
        Offer(say("button_coach"), ButtonKind.REQUEST_COACH),
        Offer(say_of_account("button_no_warnings"), ButtonKind.NO_WARNINGS),
    )


def _lot_line(each: LotStanding) -> str:
    return say_of_account(
        "money_ends_line",
        amount=euros(each.available_cents),
        depositor=each.depositor,
        scheme=scheme_name(each.lot.scheme),
        last_day=day_in_words(each.lot.last_day) if each.lot.last_day else "",
        purpose=_purpose(each.lot.scheme),
    )


def _purpose(scheme: str) -> str:
    """What the agreement says that this money is for; nothing when it does not say."""
    try:
        return get_scheme(scheme).rules.get(TransferReason.RESERVE, "")
    except UnknownScheme:
        return ""


def _reservation_line(each: ReservationStanding) -> str:
    last_day = last_day_of(each.reservation)
    given_back_on = last_day + timedelta(days=1)
    lapses_cents = sum(
        part.amount_cents for part in each.holdings.held if would_lapse(part.lot, given_back_on)
    )
    return say_of_account(
        "reservation_lapses_line" if lapses_cents else "reservation_ends_line",
        amount=euros(each.holdings.held_cents),
        what=each.reservation.what,
        provider=each.provider,
        last_day=day_in_words(last_day),
        lapses=euros(lapses_cents),
    )
