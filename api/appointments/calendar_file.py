"""The calendar file of an appointment (iCalendar, RFC 5545)."""

from datetime import timedelta

from icalendar import Alarm, Calendar, Event

from api.appointments.tables import Appointment
from api.database import now
from api.texts import say

PRODUCT = "-//Leermaat//Leermaat//NL"
ALARM_BEFORE = timedelta(minutes=15)


def calendar_file(appointment: Appointment) -> bytes:
    """The appointment as a calendar takes it; a moved one replaces the earlier file.

    It names no organisation and no union: others may look at the same screen.
    """
    event = Event()
    event.add("uid", f"{appointment.id}@leermaat")
    event.add("sequence", appointment.moved_times)
    event.add("dtstamp", now())
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", say("calendar_title"))
    event.add("description", say("calendar_description"))
    event.add("status", "CANCELLED" if appointment.cancelled_at else "CONFIRMED")
    event.add_component(_alarm())
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _alarm() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", say("calendar_title"))
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
