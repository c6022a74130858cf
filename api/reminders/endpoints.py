"""What an action may ask about reminders, for the worker it speaks for."""

from datetime import date

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, Field

from api.access import TurnUnderWay, Writing
from api.conversations.tables import Message
from api.reminders.service import LONGEST_WHAT, offer_moments

router = APIRouter(prefix="/turn/reminders", tags=["turn"])


class ReminderWish(BaseModel):
    """The day to be reminded on, in Amsterdam, when the worker named one."""

    model_config = ConfigDict(extra="forbid")

    day: date | None = Field(default=None)


@router.post("", status_code=status.HTTP_201_CREATED)
async def wish_reminder(turn: TurnUnderWay, db: Writing, wish: ReminderWish) -> None:
    """Ask the worker of this turn when to remind them of what they just wrote.

    The service asks it in the thread, with buttons; only a button sets a reminder. 401 without a
    turn under way.
    """
    message = await db.get_one(Message, turn.message_id)
    await offer_moments(db, turn.conversation_id, message.text[:LONGEST_WHAT], wish.day)
