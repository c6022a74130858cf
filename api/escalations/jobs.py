"""What happens by the clock around hand-offs."""

from datetime import timedelta

from api.appointments import starting
from api.appointments.starting import Appointments
from api.database import Database
from api.escalations import closing_time, releasing
from api.escalations.closing_time import ClosingTime
from api.escalations.releasing import DropOuts
from api.jobs import Job
from api.reminders import sending
from api.reminders.sending import Reminders
from api.settings import Settings


def hand_off_jobs(database: Database, settings: Settings) -> tuple[Job, ...]:
    """Everything that must happen without anybody pressing a button."""
    gone_after = timedelta(seconds=settings.coach_gone_after_seconds)
    return (
        Job(
            "coaches who dropped out",
            releasing.LOOK_EVERY_SECONDS,
            DropOuts(database, gone_after).release_all,
        ),
        Job("closing time", closing_time.LOOK_EVERY_SECONDS, ClosingTime(database).look),
        Job("appointments", starting.LOOK_EVERY_SECONDS, Appointments(database).look),
        Job("reminders", sending.LOOK_EVERY_SECONDS, Reminders(database).send_due),
    )
