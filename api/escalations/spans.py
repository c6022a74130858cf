"""Days and weeks as people here count them: in Amsterdam, a week from Monday."""

from datetime import date, datetime, time, timedelta

from api.dutch import AMSTERDAM


def day_of(moment: datetime, days_ago: int = 0) -> tuple[datetime, datetime]:
    """The day in Amsterdam that a moment falls in, or one before it: from its start to its end."""
    local = moment.astimezone(AMSTERDAM).date() - timedelta(days=days_ago)
    return _midnight(local), _midnight(local + timedelta(days=1))


def week_of(moment: datetime) -> tuple[datetime, datetime]:
    """The week in Amsterdam that a moment falls in, from Monday."""
    local = moment.astimezone(AMSTERDAM).date()
    monday = local - timedelta(days=local.weekday())
    return _midnight(monday), _midnight(monday + timedelta(days=7))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)
