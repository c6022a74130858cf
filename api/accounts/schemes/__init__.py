"""Schemes: what a cao or fund agreed about learning money, as dated data in `data/schemes`."""

from datetime import date
from functools import cache
from typing import Literal, Self

from pydantic import Field

from api.accounts.reservations.tables import Purpose
from api.accounts.schemes.terms import DepositTerms, Example, ExpiryTerms, Ground, Terms
from api.data_files import load
from api.errors import LeermaatError
from api.settings import DATA

FOLDER = DATA / "schemes"
Payer = Literal["werkgever", "fonds", "vakbond", "overheid"]


class UnknownScheme(LeermaatError):
    """A deposit names a scheme that is not in the data."""

    status = 422
    sentence = "There is no scheme of this name in data/schemes."


class SchemeNotValid(LeermaatError):
    """A deposit is dated outside the time for which its scheme was agreed."""

    status = 422
    sentence = "The scheme was not valid on the day of this deposit."


class RuleUnknown(LeermaatError):
    """The agreement does not say it, or two agreements say different things: ask a coach."""

    status = 409
    sentence = "No rule, or more than one rule, decides this case."


class Scheme(Terms):
    """One agreement, valid from one day until and including another. Amounts are in cents."""

    name: str = Field(min_length=1)
    is_demo: bool
    # Two files of one agreement are never valid on the same day.
    agreement: str = Field(min_length=1)
    paid_by: Payer
    valid_from: date
    valid_until: date | None
    deposit: DepositTerms
    # None: the money does not expire.
    expiry: ExpiryTerms | None
    # None: the agreement does not say what it pays for.
    pays_for: tuple[Purpose, ...] | None
    grounds: tuple[Ground, ...]
    # The rule in Dutch behind each reason that money moves.
    rules: dict[str, str]
    source: str = Field(min_length=1)
    examples: tuple[Example, ...]

    def expiry_of(self, deposited_on: date) -> date | None:
        """The last day of a deposit's life, by this scheme's rule; None: it does not expire."""
        return self.expiry.last_day(deposited_on) if self.expiry else None

    def is_valid_on(self, day: date) -> bool:
        """Whether the agreement was in force on this day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def overlaps(self, other: "Scheme") -> bool:
        """Whether there is a day on which both are in force."""
        return self.is_valid_on(other.valid_from) or other.is_valid_on(self.valid_from)

    def ground_against(self, amount_cents: int, asked_on: date, starts_on: date) -> Ground | None:
        """The first named ground on which this request is refused, if any."""
        against = (g for g in self.grounds if g.applies_to(amount_cents, asked_on, starts_on))
        return next(against, None)

    @classmethod
    def load(cls, name: str) -> Self:
        """Read one scheme. Raises UnknownScheme."""
        path = FOLDER / f"{name}.yml"
        if not name.isidentifier() or not path.exists():
            raise UnknownScheme
        return cls.model_validate(load(path))


@cache
def get_scheme(name: str) -> Scheme:
    """The scheme of this name, read once. Raises UnknownScheme."""
    return Scheme.load(name)


def scheme_name(name: str) -> str:
    """How the scheme is called; its file name when there is no such file any more."""
    try:
        return get_scheme(name).name
    except UnknownScheme:
        return name
