"""Amounts and dates as Dutch payroll writes them: read exactly, or refused."""

import re
from datetime import date, datetime

from api.administration.faults import Unreadable

# 175 · 175,00 · 175,5 · 175,- · 1.234,56 · € 175,00
_AMOUNT = re.compile(r"(?:€\s*)?(\d{1,3}(?:\.\d{3})+(?=,)|\d+)(?:,(\d{1,2}|-))?")
_YEAR_FIRST = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_FIRST = re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}")
MOST_CENTS = 10_000_000


def read_amount(written: str) -> int:
    """Whole cents from an amount in euros as the Dutch write it: "1.234,56" is 123456.

    Raises Unreadable for what could be meant in two ways ("1.234", "175.00"), for zero, for a
    negative amount and for more than a hundred thousand euros.
    """
    found = _AMOUNT.fullmatch(written)
    if found is None or not all(map(str.isascii, filter(None, found.groups()))):
        raise Unreadable("amount_negative" if "-" in written[:3] else "amount_unclear")
    decimals = "" if found[2] in (None, "-") else found[2]
    cents = int(found[1].replace(".", "") + decimals.ljust(2, "0"))
    if cents == 0:
        raise Unreadable("amount_zero")
    if cents > MOST_CENTS:
        raise Unreadable("amount_too_high")
    return cents


def read_date(written: str) -> date:
    """A date from "2026-03-02" or "2-3-2026" (day first). Raises Unreadable for anything else."""
    if _YEAR_FIRST.fullmatch(written):
        form = "%Y-%m-%d"
    elif _DAY_FIRST.fullmatch(written):
        form = "%d-%m-%Y"
    else:
        raise Unreadable("date_unclear")
    try:
        return datetime.strptime(written, form).date()
    except ValueError:
        raise Unreadable("date_unknown") from None
