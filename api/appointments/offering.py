"""What a worker reads and may press about appointments."""

import secrets
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.moments import free_moments
from api.appointments.repository import AppointmentRepository
from api.appointments.tables import Appointment, CalendarLink
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Message
from api.conversations.turns import hash_token
from api.database import now
from api.dutch import clock_in_words, weekday_in_words
from api.escalations.moments import moment_in_a_sentence
from api.escalations.notices import notice
from api.escalations.tables import Coach
from api.escalations.waiting import other_ways
from api.organisation import get_organisation
from api.texts import say

MOST_DAYS = 5
MOST_TIMES = 10
LINK_LASTS = timedelta(hours=24)


async def offer_days(db: AsyncSession, conversation_id: UUID, before: str = "") -> None:
    """Ask which day; `before` is said first. Honest when there is no free moment at all."""
    moments = await free_moments(db, now())
    days = list(dict.fromkeys((moment.day, moment.starts_at) for moment in moments))
    first_of_day = {day: starts_at for day, starts_at in reversed(days)}
    if not first_of_day:
        call_back = other_ways()[0]
        text = f"{before}\n{say('appointment_none_free')}".strip()
        await notice(db, conversation_id, text, call_back)
        return
    offers = [
        Offer(weekday_in_words(first_of_day[day]), ButtonKind.OFFER_TIMES, day.isoformat())
        for day in sorted(first_of_day)[:MOST_DAYS]
    ]
    stop = Offer(say("button_no_appointment"), ButtonKind.KEEP_APPOINTMENT)
    text = f"{before}\n{say('appointment_which_day')}".strip()
    await notice(db, conversation_id, text, *offers, stop)


async def press_days(db: AsyncSession, message: Message, _payload: str = "") -> None:
    """The worker wants an appointment, another one, or another day."""
    await offer_days(db, message.conversation_id)


async def press_day(db: AsyncSession, message: Message, payload: str) -> None:
    """The worker chose a day: which time?"""
    day = date.fromisoformat(payload)
    times = {one.starts_at for one in await free_moments(db, now()) if one.day == day}
    if not times:
        await offer_days(db, message.conversation_id, say("moment_taken"))
        return
    offers = [
        Offer(say("clock", time=clock_in_words(at)), ButtonKind.BOOK_MOMENT, at.isoformat())
        for at in sorted(times)[:MOST_TIMES]
    ]
    other = Offer(say("button_other_day"), ButtonKind.OFFER_DAYS)
    rules = get_organisation().appointments
    minutes = rules.minutes if rules else 0
    text = say("appointment_which_time", day=weekday_in_words(min(times)), minutes=minutes)
    await notice(db, message.conversation_id, text, *offers, other)


async def show_or_offer(db: AsyncSession, conversation_id: UUID) -> None:
    """The appointment there is, with what can be done about it; else the days to choose from."""
    appointment = await AppointmentRepository(db).to_come(conversation_id)
    if appointment:
        await confirm(db, appointment, "appointment_stands")
    else:
        await offer_days(db, conversation_id)


async def ask_to_cancel(db: AsyncSession, conversation_id: UUID) -> None:
    """Ask whether to cancel what stands; only the button cancels."""
    appointment = await AppointmentRepository(db).to_come(conversation_id)
    if appointment is None:
        anew = Offer(say("button_new_appointment"), ButtonKind.OFFER_DAYS)
        await notice(db, conversation_id, say("appointment_nothing_to_cancel"), anew)
        return
    text = say("appointment_cancel_question", **await _words(db, appointment))
    yes = Offer(say("button_yes_cancel"), ButtonKind.CANCEL_APPOINTMENT, str(appointment.id))
    no = Offer(say("button_no_keep"), ButtonKind.KEEP_APPOINTMENT)
    move = Offer(say("button_move"), ButtonKind.OFFER_DAYS)
    await notice(db, conversation_id, text, yes, move, no)


async def confirm(db: AsyncSession, appointment: Appointment, key: str) -> None:
    """Say when and with whom, with the calendar file and the ways to move or cancel."""
    move = Offer(say("button_move"), ButtonKind.OFFER_DAYS)
    cancel = Offer(say("button_cancel"), ButtonKind.CANCEL_APPOINTMENT, str(appointment.id))
    link = {"address": await _calendar_link(db, appointment), "title": say("calendar_link")}
    text = say(key, **await _words(db, appointment))
    await notice(db, appointment.conversation_id, text, move, cancel, details={"link": link})


async def _calendar_link(db: AsyncSession, appointment: Appointment) -> str:
    """A new address of the calendar file, without the host; good for a day."""
    token = secrets.token_urlsafe(24)
    expires_at = now() + LINK_LASTS
    db.add(
        CalendarLink(
            token_hash=hash_token(token), appointment_id=appointment.id, expires_at=expires_at
        )
    )
    return f"/calendar/{token}.ics"


async def _words(db: AsyncSession, appointment: Appointment) -> dict[str, str]:
    coach = await db.get_one(Coach, appointment.coach_id)
    return {
        "coach": coach.name,
        "moment": moment_in_a_sentence(appointment.starts_at, now()),
    }
