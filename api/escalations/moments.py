"""Moments as a worker reads them."""

from datetime import datetime, timedelta

from api.dutch import AMSTERDAM, clock_in_words, weekday_in_words
from api.texts import say


def moment_in_a_sentence(moment: datetime, seen_from: datetime) -> str:
    """A moment in UTC as part of a sentence: "morgen, woensdag 25 november, om 9.00 uur"."""
    days = (moment.astimezone(AMSTERDAM).date() - seen_from.astimezone(AMSTERDAM).date()).days
    key = {0: "moment_today", 1: "moment_tomorrow"}.get(days, "moment_later")
    return say(key, day=weekday_in_words(moment), time=clock_in_words(moment))


def same_time_after(moment: datetime, days: int, hour: int) -> datetime:
    """So many days later, at this hour on the clock of Amsterdam; also when the clock changes."""
    day = (moment.astimezone(AMSTERDAM) + timedelta(days=days)).date()
    return datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM)
