"""A clock and a desk that tests can count on, whatever the hour is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from api.database import Database, now
from api.dutch import AMSTERDAM
from api.escalations.tables import Coach
from api.organisation import get_organisation


def always_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coaches are there around the clock."""
    hours = {day: ("00:00", "23:59") for day in range(1, 8)}
    monkeypatch.setattr(get_organisation(), "opening_hours", hours)
    monkeypatch.setattr(get_organisation(), "special_days", [])


def closed_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coaches come back in two days, from nine to five."""
    day = (datetime.now(AMSTERDAM) + timedelta(days=2)).isoweekday()
    monkeypatch.setattr(get_organisation(), "opening_hours", {day: ("09:00", "17:00")})
    monkeypatch.setattr(get_organisation(), "special_days", [])


async def at_the_desk(database: Database, coach_id: UUID, minutes: float = 600) -> None:
    """Let this coach have the console open until so many minutes from now (negative: ago)."""
    until = now() + timedelta(minutes=minutes)
    async with database.transaction() as db:
        await db.execute(update(Coach).where(Coach.id == coach_id).values(connected_until=until))


def amsterdam(text: str) -> datetime:
    """A moment on the clock of Amsterdam, in UTC: "2026-11-24 09:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)
