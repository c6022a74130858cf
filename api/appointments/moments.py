"""The moments that coaches can be booked at, from `data/organisation.yml`, minus what is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.tables import Appointment
from api.dutch import AMSTERDAM
from api.escalations.opening_hours import OpeningHours
from api.escalations.tables import Coach
from api.organisation import AppointmentRules, CoachHours, Hours, get_organisation


@dataclass(frozen=True)
class FreeMoment:
    """From one moment until another, in UTC, in which this coach is free."""

    starts_at: datetime
    ends_at: datetime
    coach_id: UUID

    @property
    def day(self) -> date:
        """The day in Amsterdam."""
        return self.starts_at.astimezone(AMSTERDAM).date()


async def free_moments(db: AsyncSession, moment: datetime) -> list[FreeMoment]:
    """Every moment that can be booked now, soonest first; one for each coach who is free then."""
    rules = get_organisation().appointments
    if rules is None:
        return []
    taken = await _taken(db, moment)
    found = [
        free
        for coach in await _coaches(db, rules)
        for free in _moments_of(coach.id, rules.coaches[coach.email], rules, moment)
        if not any(_overlap(free, appointment) for appointment in taken.get(coach.id, ()))
    ]
    return sorted(found, key=lambda free: (free.starts_at, str(free.coach_id)))


async def _coaches(db: AsyncSession, rules: AppointmentRules) -> Sequence[Coach]:
    found = await db.scalars(
        select(Coach).where(Coach.email.in_(rules.coaches), Coach.disabled_at.is_(None))
    )
    return list(found)


async def _taken(db: AsyncSession, moment: datetime) -> dict[UUID, list[Appointment]]:
    found = await db.scalars(
        select(Appointment).where(Appointment.cancelled_at.is_(None), Appointment.ends_at > moment)
    )
    taken: dict[UUID, list[Appointment]] = {}
    for appointment in found:
        taken.setdefault(appointment.coach_id, []).append(appointment)
    return taken


def _moments_of(
    coach_id: UUID, coach: CoachHours, rules: AppointmentRules, moment: datetime
) -> Iterator[FreeMoment]:
    """What one coach offers, whether it is taken or not."""
    earliest = moment + timedelta(hours=rules.notice_hours)
    today = moment.astimezone(AMSTERDAM).date()
    opening = OpeningHours(get_organisation())
    for number in range(rules.days_ahead + 1):
        day = today + timedelta(days=number)
        span = opening.on(day)
        if span is None or day in coach.away:
            continue
        for hours in coach.hours.get(day.isoweekday(), ()):
            for starts_at, ends_at in _cut(day, hours, timedelta(minutes=rules.minutes)):
                if starts_at >= max(earliest, span.opens) and ends_at <= span.closes:
                    yield FreeMoment(starts_at, ends_at, coach_id)


def _cut(day: date, hours: Hours, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """The moments of equal length that fit between two times of a day."""
    starts_at, until = (
        datetime.combine(day, time.fromisoformat(hour), AMSTERDAM).astimezone(UTC) for hour in hours
    )
    while starts_at + length <= until:
        yield starts_at, starts_at + length
        starts_at += length


def _overlap(free: FreeMoment, appointment: Appointment) -> bool:
    return free.starts_at < appointment.ends_at and appointment.starts_at < free.ends_at
