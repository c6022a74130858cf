"""The calendar file, and what an action may ask about appointments."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response, status
from pydantic import BaseModel, ConfigDict

from api.access import Reading, TurnUnderWay, Writing
from api.appointments.calendar_file import calendar_file
from api.appointments.offering import ask_to_cancel, show_or_offer
from api.appointments.tables import Appointment, CalendarLink
from api.conversations.turns import hash_token
from api.database import now
from api.errors import NotFound

router = APIRouter(tags=["appointments"])

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Disposition": 'attachment; filename="afspraak.ics"',
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class AppointmentWish(BaseModel):
    """What the worker wants with an appointment."""

    model_config = ConfigDict(extra="forbid")

    wish: Literal["make", "cancel"]


@router.get("/calendar/{token}.ics")
async def calendar(db: Reading, token: Annotated[str, Path(max_length=64)]) -> Response:
    """The appointment as a calendar file, for who holds the link. 404 once the link is old."""
    link = await db.get(CalendarLink, hash_token(token))
    if link is None or link.expires_at <= now():
        raise NotFound
    appointment = await db.get_one(Appointment, link.appointment_id)
    content = calendar_file(appointment)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=HEADERS)


@router.post("/turn/appointments", status_code=status.HTTP_201_CREATED)
async def talk_about_appointment(turn: TurnUnderWay, db: Writing, wish: AppointmentWish) -> None:
    """Show the worker of this turn what there is, and offer to make, move or cancel it.

    The service says it in the thread, with buttons; nothing is booked or cancelled by typed
    words. 401 without a turn under way.
    """
    if wish.wish == "make":
        await show_or_offer(db, turn.conversation_id)
    else:
        await ask_to_cancel(db, turn.conversation_id)
