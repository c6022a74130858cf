"""When coaches are there, from `data/organisation.yml`: the week, and the days that differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from api.dutch import AMSTERDAM
from api.organisation import Hours, Organisation, SpecialDay

# Further ahead nobody plans; a service that is closed this long has no next opening to promise.
DAYS_AHEAD = 60


@dataclass(frozen=True)
class Span:
    """From one moment until another, in UTC, in which coaches are there."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class OpeningHours:
    """The hours of a service. Moments go in and come out in UTC; hours are those of Amsterdam."""

    organisation: Organisation

    def is_open(self, moment: datetime) -> bool:
        """Whether coaches work at this moment (any time zone)."""
        day = moment.astimezone(AMSTERDAM).date()
        span = self.on(day)
        return span is not None and span.opens <= moment < span.closes

    def on(self, day: date) -> Span | None:
        """The hours of one day, or nothing when it is a day without coaches."""
        special = self.special_day(day)
        hours = special.hours if special else self.organisation.opening_hours.get(day.isoweekday())
        return _span(day, hours) if hours else None

    def special_day(self, day: date) -> SpecialDay | None:
        """What is special about a day, if anything."""
        return next((one for one in self.organisation.special_days if one.day == day), None)

    def special_day_now(self, moment: datetime) -> SpecialDay | None:
        """What is special about the day of this moment (any time zone), if anything."""
        return self.special_day(moment.astimezone(AMSTERDAM).date())

    def spans(self, moment: datetime) -> Iterator[Span]:
        """The hours that lie ahead, beginning with what is left of the hours under way."""
        first = moment.astimezone(AMSTERDAM).date()
        for number in range(DAYS_AHEAD):
            span = self.on(first + timedelta(days=number))
            if span and span.closes > moment:
                yield Span(max(span.opens, moment), span.closes)

    def next_opening(self, moment: datetime) -> datetime | None:
        """When coaches are there again; the moment itself when they are."""
        span = next(self.spans(moment), None)
        return span.opens if span else None

    def after_hours(self, moment: datetime, hours: float) -> datetime | None:
        """The moment at which so many hours with coaches have passed."""
        left = timedelta(hours=hours)
        for span in self.spans(moment):
            if span.opens + left <= span.closes:
                return span.opens + left
            left -= span.closes - span.opens
        return None


def _span(day: date, hours: Hours) -> Span:
    opens, closes = (
        datetime.combine(day, time.fromisoformat(hour), AMSTERDAM).astimezone(UTC) for hour in hours
    )
    return Span(opens, closes)
