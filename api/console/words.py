"""Every Dutch sentence of the console that is not in a template, from `data/texts/console.yml`."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency
from babel.units import format_unit

from api.database import now
from api.dutch import AMSTERDAM, moment_in_words
from api.errors import LeermaatError
from api.escalations.moments import moment_in_a_sentence
from api.escalations.tables import Role
from api.texts import explain, texts


def words(key: str, **values: object) -> str:
    """A sentence of the console, with the values filled in."""
    sentence: str = texts("console")[key]
    return sentence.format(**values).strip()


def reason_in_words(reason: str) -> str:
    """Why a worker gets a person."""
    reasons: dict[str, str] = texts("console")["reasons"]
    return reasons.get(reason, reasons["unknown"])


def role_in_words(role: Role) -> str:
    """What somebody does here."""
    roles: dict[str, str] = texts("console")["roles"]
    return roles[role]


def away_reasons() -> dict[str, str]:
    """Why a coach may be away, by the name of the reason."""
    reasons: dict[str, str] = texts("console")["away_reasons"]
    return reasons


def outcomes() -> dict[str, str]:
    """What can become of a hand-off, in the order in which a coach chooses."""
    in_words: dict[str, str] = texts("console")["outcomes"]
    return in_words


def certainty_in_words(confidence: float) -> str:
    """How sure the chatbot was (0 to 1) of what it was asked."""
    levels = {"sure": 0.7, "fairly_sure": 0.4, "unsure": 0.0}
    level = next(name for name, least in levels.items() if confidence >= least)
    return words(level, percent=round(confidence * 100))


def columns(table: str) -> list[str]:
    """The heads of the columns of an export."""
    heads: dict[str, list[str]] = texts("console")["columns"]
    return heads[table]


def explain_to_coach(error: LeermaatError) -> str:
    """The error in Dutch, as a coach may read it."""
    errors: dict[str, str] = texts("console")["errors"]
    return errors.get(error.code) or explain(error)


def clock(moment: datetime) -> str:
    """A moment in UTC as the time in Amsterdam, with the day when that is not today."""
    local = moment.astimezone(AMSTERDAM)
    if local.date() == now().astimezone(AMSTERDAM).date():
        return local.strftime("%H:%M")
    return moment_in_words(moment)


def euros(cents: int) -> str:
    """An amount in cents as a Dutch reader writes it: "€ 630,00"."""
    return format_currency(Decimal(cents) / 100, "EUR", locale="nl_NL")


def day_and_clock(moment: datetime) -> str:
    """A moment in UTC as part of a sentence: "morgen, woensdag 25 november, om 9.00 uur"."""
    return moment_in_a_sentence(moment, now())


def time_since(moment: datetime) -> str:
    """How long ago a moment was: "4 min", "1 uur 5 min", "2 dagen"."""
    minutes = max(now() - moment, timedelta()) // timedelta(minutes=1)
    if not minutes:
        return f"<{_unit(1, 'minute')}"
    hours, days = minutes // 60, minutes // (24 * 60)
    if days:
        return _unit(days, "day")
    if hours:
        return f"{_unit(hours, 'hour')} {_unit(minutes % 60, 'minute')}"
    return _unit(minutes, "minute")


def duration(seconds: float | None) -> str:
    """How long something took: "40 sec", "4 min", "1 uur 5 min"; a dash when there is nothing."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return _unit(round(seconds), "second")
    minutes = round(seconds / 60)
    hours = minutes // 60
    if hours:
        return f"{_unit(hours, 'hour')} {_unit(minutes % 60, 'minute')}"
    return _unit(minutes, "minute")


def shortened(text: str, most: int = 160) -> str:
    """The text on one line, of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


@lru_cache(maxsize=1000)
def _unit(number: int, unit: str) -> str:
    return format_unit(number, unit, length="short", locale="nl")
