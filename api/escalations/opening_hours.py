"""When coaches are there, from `data/organisation.yml`."""

from dataclasses import dataclass
from datetime import datetime, time

from api.dutch import AMSTERDAM
from api.organisation import Organisation


@dataclass(frozen=True)
class OpeningHours:
    """The weekly hours, as times in Amsterdam."""

    organisation: Organisation

    def is_open(self, moment: datetime) -> bool:
        """Whether coaches work at this moment (any time zone)."""
        local = moment.astimezone(AMSTERDAM)
        hours = self.organisation.opening_hours.get(local.isoweekday())
        if hours is None or local.date() in self.organisation.closed_on:
            return False
        opens, closes = (time.fromisoformat(hour) for hour in hours)
        return opens <= local.time() < closes
