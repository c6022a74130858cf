"""Amounts, dates and times as a Dutch reader writes them."""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def euros(amount_cents: int) -> str:
    """Cents as euros: 41250 reads "€ 412,50"."""
    amount = Decimal(amount_cents).scaleb(-2)
    return format_currency(amount, "EUR", locale="nl_NL").replace("\xa0", " ")


def today() -> date:
    """The day it is in Amsterdam."""
    return datetime.now(AMSTERDAM).date()


def day_in_words(day: date) -> str:
    """A day as Dutch readers say it: "23 november 2026"."""
    return format_date(day, "d MMMM y", locale="nl_NL")


def moment_in_words(moment: datetime) -> str:
    """A moment in UTC as a time in Amsterdam: "ma 23 nov 20:15"."""
    local = moment.astimezone(AMSTERDAM)
    return format_datetime(local, "EEE d MMM HH:mm", locale="nl_NL").replace(".", "")


def page_date_in_words(page_date: str) -> str:
    """The date of a page as it was noted: "2017-03" reads "maart 2017"."""
    found = _ISO_MONTH.fullmatch(page_date)
    if not found:
        return "datum onbekend" if page_date.startswith("onbekend") else page_date
    year, month, day = (int(part or 1) for part in found.groups())
    pattern = "d MMMM y" if found[3] else "MMMM y"
    return format_date(date(year, month, day), pattern, locale="nl_NL")


def weekday_in_words(moment: datetime) -> str:
    """The day of a moment in UTC, in Amsterdam: "woensdag 25 november"."""
    return format_datetime(moment.astimezone(AMSTERDAM), "EEEE d MMMM", locale="nl_NL")


def clock_in_words(moment: datetime) -> str:
    """A moment in UTC on the clock of Amsterdam: "9.30"."""
    return format_datetime(moment.astimezone(AMSTERDAM), "H.mm", locale="nl_NL")
