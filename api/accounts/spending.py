"""Which lots pay for what: first to expire is first spent, and no lot pays for what it may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.accounts.ledger import NotEnoughMoney, check_amount
from api.accounts.repository import LotStanding
from api.accounts.reservations.tables import Purpose
from api.accounts.schemes import RuleUnknown, Scheme, UnknownScheme, get_scheme
from api.errors import LeermaatError


class StartsInThePast(LeermaatError):
    """Money is put aside for what is still to come."""

    status = 422
    sentence = "A reservation is for something that starts today or later."


class PurposeNotAllowed(LeermaatError):
    """There is money, but the schemes it came under do not pay for this."""

    status = 409
    sentence = "The schemes of this money do not pay for this kind of learning."


class SchemeRefuses(LeermaatError):
    """A scheme refuses this request, on the named ground in the facts."""

    status = 409
    sentence = "The scheme refuses this request on a named ground."


@dataclass(frozen=True)
class Wish:
    """What somebody wants to put money aside for. Cents; the day it starts, in Amsterdam."""

    kind: Purpose
    what: str
    provider: str
    amount_cents: int
    starts_on: date


@dataclass(frozen=True)
class Part:
    """What one lot pays, in cents."""

    standing: LotStanding
    amount_cents: int


def plan(lots: Sequence[LotStanding], wish: Wish, today: date) -> list[Part]:
    """How the lots, given in the order of spending, pay for the wish together.

    Raises InvalidAmount, StartsInThePast, NotEnoughMoney, or, when money that may not be used
    would have made the difference, PurposeNotAllowed, SchemeRefuses or RuleUnknown.
    """
    check_amount(wish.amount_cents)
    if wish.starts_on < today:
        raise StartsInThePast
    usable: list[LotStanding] = []
    refused: list[tuple[LotStanding, LeermaatError]] = []
    for standing in lots:
        if not standing.available_cents or has_expired(standing, today):
            continue
        refusal = refusal_of(standing.lot.scheme, wish, today)
        if refusal:
            refused.append((standing, refusal))
        else:
            usable.append(standing)
    _refuse_what_does_not_fit(usable, refused, wish.amount_cents)
    return _divide(usable, wish.amount_cents)


def has_expired(standing: LotStanding, today: date) -> bool:
    """Whether the last day of this lot is over, also when nothing has been moved yet."""
    last_day = standing.lot.last_day
    return last_day is not None and last_day < today


def refusal_of(scheme_name: str, wish: Wish, asked_on: date) -> LeermaatError | None:
    """Why money under the scheme of this name may not pay for the wish; None when it may."""
    try:
        scheme = get_scheme(scheme_name)
    except UnknownScheme:
        return RuleUnknown(scheme=scheme_name)
    return refusal_under(scheme, wish, asked_on)


def refusal_under(scheme: Scheme, wish: Wish, asked_on: date) -> LeermaatError | None:
    """Why this scheme does not pay for the wish; None when it does."""
    if scheme.pays_for is None:
        return RuleUnknown(scheme=scheme.name)
    if wish.kind not in scheme.pays_for:
        return PurposeNotAllowed(scheme=scheme.name)
    ground = scheme.ground_against(wish.amount_cents, asked_on, wish.starts_on)
    return SchemeRefuses(scheme=scheme.name, ground=ground.id) if ground else None


def _refuse_what_does_not_fit(
    usable: list[LotStanding],
    refused: list[tuple[LotStanding, LeermaatError]],
    amount_cents: int,
) -> None:
    usable_cents = sum(standing.available_cents for standing in usable)
    if usable_cents >= amount_cents:
        return
    together_cents = usable_cents + sum(standing.available_cents for standing, _ in refused)
    if together_cents >= amount_cents:
        _standing, refusal = refused[0]
        refusal.facts["available_cents"] = usable_cents
        raise refusal
    raise NotEnoughMoney(available_cents=usable_cents)


def _divide(usable: list[LotStanding], amount_cents: int) -> list[Part]:
    parts = []
    for standing in usable:
        part_cents = min(amount_cents, standing.available_cents)
        if part_cents:
            parts.append(Part(standing, part_cents))
        amount_cents -= part_cents
    return parts
