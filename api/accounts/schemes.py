"""Schemes: what a cao or fund agreed about learning money, as dated data in `data/schemes`."""

from datetime import date
from functools import cache
from typing import Self

import yaml
from dateutil.relativedelta import relativedelta
from pydantic import BaseModel, ConfigDict

from api.errors import LeermaatError
from api.settings import DATA


class UnknownScheme(LeermaatError):
    """A deposit names a scheme that is not in the data."""

    status = 422
    sentence = "There is no scheme of this name in data/schemes."


class Scheme(BaseModel):
    """One agreement, valid between two dates. Amounts are in cents, periods in months."""

    model_config = ConfigDict(extra="forbid")

    name: str
    is_demo: bool
    paid_by: str
    valid_from: date
    valid_until: date | None
    amount_cents_per_year: int
    smallest_hours_per_week: float
    expires_after_months: int | None
    source: str

    def expiry_of(self, deposited_on: date) -> date | None:
        """The last day of a deposit's life, by this scheme's rule; None: it does not expire."""
        if self.expires_after_months is None:
            return None
        return deposited_on + relativedelta(months=self.expires_after_months)

    @classmethod
    def load(cls, name: str) -> Self:
        """Read one scheme. Raises UnknownScheme."""
        path = DATA / "schemes" / f"{name}.yml"
        if not name.isidentifier() or not path.exists():
            raise UnknownScheme
        return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def get_scheme(name: str) -> Scheme:
    """The scheme of this name, read once. Raises UnknownScheme."""
    return Scheme.load(name)
