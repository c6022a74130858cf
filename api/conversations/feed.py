"""The feed: the one way out. Messages in sequence, and who is speaking now."""

import re
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import MessageRepository
from api.conversations.tables import Button, ButtonKind, Conversation, Message, Speaker
from api.database import now
from api.dutch import page_date_in_words
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation
from api.escalations.waiting import status_text
from api.texts import say

PAGE = 200  # messages

# Page dates are noted as the page gives them: "2017-03", "cao 2017-2019", "onbekend".
_YEAR_AND_MONTH = re.compile(r"\b((?:19|20)\d\d)(?:-(0[1-9]|1[0-2])\b)?")

_WITHIN_PARENTHESES = re.compile(r"\s*\(.*\)$")


class ButtonShown(BaseModel):
    """What a client may know of a button."""

    id: str
    title: str


class SourceShown(BaseModel):
    """Where a fact comes from, as a reader sees it."""

    name: str
    address: str | None = None
    page_date: str
    age_note: str | None = None


class LinkShown(BaseModel):
    """Something to open or keep that our own server has; the address is without the host."""

    address: str
    title: str


class MessageShown(BaseModel):
    """One message of the feed. `sent_at` is in UTC."""

    type: Literal["message"] = "message"
    seq: int
    id: UUID
    client_id: UUID | None
    speaker: Speaker
    name: str
    text: str
    buttons: list[ButtonShown]
    sources: list[SourceShown]
    checked_on: str | None
    image: str | None
    image_text: str | None
    link: LinkShown | None
    sent_at: datetime


class StatusShown(BaseModel):
    """Who is speaking now: a whole snapshot, of which the last one counts."""

    type: Literal["status"] = "status"
    speaking: Literal["bot", "waiting", "coach"]
    coach: str | None = None
    position: int | None = None
    text: str
    # Only people type: there is no such sign for the bot.
    typing: bool = False
    # The way back to the bot, within reach for as long as the worker waits.
    button: ButtonShown | None = None


async def messages_after(db: AsyncSession, conversation_id: UUID, seq: int) -> list[MessageShown]:
    """The next messages of the feed, at most a page of them."""
    rows = await MessageRepository(db, conversation_id).after(seq, PAGE)
    return [shown(message, buttons) for message, buttons in rows]


async def latest_seq(db: AsyncSession, conversation_id: UUID) -> int:
    """The number of the newest message."""
    return (await db.get_one(Conversation, conversation_id)).last_seq


async def status(db: AsyncSession, conversation_id: UUID) -> StatusShown:
    """Who is speaking now, and where the worker stands in the queue."""
    escalation = await EscalationRepository(db).open_one(conversation_id)
    if escalation is None:
        return StatusShown(speaking="bot", text=say("status_bot"))
    if escalation.claimed_at:
        coach = await db.get_one(Coach, escalation.coach_id)
        text = say("status_coach", coach=coach.name)
        return StatusShown(speaking="coach", coach=coach.name, text=text)
    return await _waiting(db, escalation)


async def _waiting(db: AsyncSession, escalation: Escalation) -> StatusShown:
    position = await EscalationRepository(db).position(escalation)
    text = await status_text(db, position)
    messages = MessageRepository(db, escalation.conversation_id)
    back = await messages.newest_button(ButtonKind.WITHDRAW_REQUEST)
    return StatusShown(
        speaking="waiting",
        position=position,
        text=text,
        button=ButtonShown(id=back.id, title=back.title) if back else None,
    )


def shown(message: Message, buttons: list[Button]) -> MessageShown:
    """One message of the feed as a reader may see it."""
    details = message.details
    return MessageShown(
        seq=message.seq,
        id=message.id,
        client_id=message.client_id,
        speaker=message.speaker,
        name=message.speaker_name,
        text=message.text,
        buttons=[ButtonShown(id=button.id, title=button.title) for button in buttons],
        sources=[_source(source) for source in details.get("sources", ())],
        checked_on=details.get("checked_on"),
        image=details.get("image"),
        image_text=details.get("image_text"),
        link=details.get("link"),
        sent_at=message.sent_at,
    )


def _source(source: dict[str, Any]) -> SourceShown:
    page_date = _WITHIN_PARENTHESES.sub("", source["page_date"])
    return SourceShown(
        name=source["name"],
        address=source.get("address"),
        page_date=page_date_in_words(page_date),
        age_note=_age_note(page_date),
    )


def _age_note(page_date: str) -> str | None:
    """A page of more than a year old is told to be so."""
    dates = [(int(year), int(month or 12)) for year, month in _YEAR_AND_MONTH.findall(page_date)]
    if not dates:
        return None
    is_old = now().date() - date(*max(dates), 1) > timedelta(days=365)
    return say("age_over_a_year") if is_old else None
