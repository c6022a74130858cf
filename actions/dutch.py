"""Amounts and dates as a Dutch reader writes them."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def euros(amount_cents: int) -> str:
    """Cents as euros: 41250 reads "€ 412,50"."""
    return format_currency(Decimal(amount_cents) / 100, "EUR", locale="nl_NL").replace("\xa0", " ")


def day(moment: datetime) -> str:
    """The day of a moment in UTC, in Amsterdam: "23 november 2026"."""
    return long_date(moment.astimezone(AMSTERDAM).date())


def weekday(moment: datetime) -> str:
    """The day of a moment in UTC, in Amsterdam: "woensdag 25 november"."""
    return format_datetime(moment.astimezone(AMSTERDAM), "EEEE d MMMM", locale="nl_NL")


def clock(moment: datetime) -> str:
    """A moment in UTC on the clock of Amsterdam: "9.30"."""
    return format_datetime(moment.astimezone(AMSTERDAM), "H.mm", locale="nl_NL")


def long_date(day: date) -> str:
    """A date in words: "23 november 2026"."""
    return format_date(day, "d MMMM y", locale="nl_NL")
