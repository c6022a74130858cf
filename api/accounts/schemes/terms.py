"""What an agreement about learning money can say. None means: the agreement does not say it."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from dateutil.relativedelta import relativedelta
from pydantic import BaseModel, ConfigDict, Field

from api.accounts.reservations.tables import Purpose


class Terms(BaseModel):
    """Nothing undeclared is accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DepositTerms(Terms):
    """Who gets how much. Cents per period of so many months; hours are hours per week."""

    amount_cents: int = Field(gt=0)
    per_months: int = Field(gt=0)
    smallest_hours_per_week: Decimal = Field(ge=0)
    # Whoever works fewer hours than this gets a part. None: everybody gets the same.
    full_time_hours_per_week: Decimal | None = Field(gt=0)

    def due_cents(self, hours_per_week: Decimal, months: int) -> int:
        """What somebody gets who worked so many hours a week, so many months of the period."""
        if hours_per_week < self.smallest_hours_per_week:
            return 0
        part = Decimal(min(months, self.per_months)) / self.per_months
        if self.full_time_hours_per_week is not None:
            part *= min(hours_per_week / self.full_time_hours_per_week, Decimal(1))
        return int((part * self.amount_cents).quantize(Decimal(1), ROUND_HALF_UP))


class ExpiryTerms(Terms):
    """When money lapses, and where it goes then: a fund, never back to who paid it in."""

    after_months: int = Field(gt=0)
    goes_to: str = Field(min_length=1)
    # Money that comes back after its last day can be used this long. 0: it goes to the fund too.
    months_more_after_return: int = Field(ge=0)

    def last_day(self, deposited_on: date) -> date:
        """The last day on which the money of this deposit can be used."""
        return deposited_on + relativedelta(months=self.after_months)

    def extended_until(self, returned_on: date) -> date | None:
        """Until when returned money can be used; None: it goes to the fund at once."""
        if not self.months_more_after_return:
            return None
        return returned_on + relativedelta(months=self.months_more_after_return)


class Ground(Terms):
    """A named reason for which a request may be refused, and by whom: never by an employer."""

    id: str = Field(pattern=r"^[a-z_]+$")
    decided_by: Literal["fonds", "cao-partijen", "vakbond"]
    starts_within_months: int | None = None
    asked_days_before_start: int | None = None
    largest_amount_cents: int | None = None

    @property
    def has_no_limit(self) -> bool:
        """Whether nothing is said that could ever make it apply."""
        limits = (self.starts_within_months, self.asked_days_before_start)
        return all(limit is None for limit in (*limits, self.largest_amount_cents))

    def applies_to(self, amount_cents: int, asked_on: date, starts_on: date) -> bool:
        """Whether this ground stands in the way of a request."""
        too_far = self.starts_within_months is not None and (
            starts_on > asked_on + relativedelta(months=self.starts_within_months)
        )
        too_soon = self.asked_days_before_start is not None and (
            (starts_on - asked_on).days < self.asked_days_before_start
        )
        too_much = self.largest_amount_cents is not None and (
            amount_cents > self.largest_amount_cents
        )
        return too_far or too_soon or too_much


class Example(Terms):
    """A worked example: an invented case and what follows. Each one is a test."""

    says: str = Field(min_length=10)
    hours_per_week: Decimal | None = None
    months: int | None = None
    deposited_on: date | None = None
    returned_on: date | None = None
    kind: Purpose | None = None
    amount_cents: int | None = None
    asked_on: date | None = None
    starts_on: date | None = None
    # What follows from it.
    deposit_cents: int | None = None
    last_day: date | Literal["never"] | None = None
    usable_until: date | Literal["fund"] | None = None
    answer: str | None = None
