"""What is kept of an update from Telegram: enough to answer it, and no more.

No phone number, place, picture, voice or sticker is kept, and a name only where it is needed to
link an account.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.database import now
from api.safety.personal_data import mask_personal_numbers

PRIVATE = "private"
START = "/start"
# What may hang on a message, and what we call it in data/texts/telegram.yml.
ATTACHMENTS = {
    "photo": "photo",
    "voice": "voice",
    "video_note": "voice",
    "audio": "voice",
    "video": "video",
    "animation": "video",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "document": "document",
}
OTHER_ATTACHMENT = "other"


class Kind(StrEnum):
    """What an update asks of us."""

    TEXT = "text"
    EDIT = "edit"
    PRESS = "press"
    ATTACHMENT = "attachment"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    ELSEWHERE = "elsewhere"  # a group or a channel
    NOTHING = "nothing"


class Kept(BaseModel):
    """The part of an update that is stored. The text is without personal numbers."""

    kind: Kind
    message_id: int | None = None
    text: str | None = None
    was_masked: bool = False
    attachment: str | None = None
    press_id: str | None = None
    button_id: str | None = None
    name: str | None = None


# What a database can hold; anything else does not come from Telegram.
Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Seconds = Annotated[int, Field(ge=0, lt=2**33)]


class _Raw(BaseModel):
    model_config = ConfigDict(extra="allow")


class _User(_Raw):
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str = ""

    @property
    def shown(self) -> str:
        name = f"{self.first_name} {self.last_name}".strip()
        return f"{name} (@{self.username})" if self.username else name


class _Chat(_Raw):
    id: Number
    type: str = ""


class _Message(_Raw):
    message_id: int
    chat: _Chat
    date: Seconds = 0
    sender: _User | None = Field(default=None, alias="from")
    text: str | None = None
    caption: str | None = None

    @property
    def attachment(self) -> str:
        keys = self.model_extra or {}
        return next((name for key, name in ATTACHMENTS.items() if key in keys), OTHER_ATTACHMENT)


class _Press(_Raw):
    id: str
    message: _Message | None = None
    data: str | None = None


class _Member(_Raw):
    status: str = ""


class _Membership(_Raw):
    chat: _Chat
    date: Seconds = 0
    new_chat_member: _Member


class RawUpdate(_Raw):
    """An update as Telegram sends it."""

    update_id: Number
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Press | None = None
    my_chat_member: _Membership | None = None

    @property
    def chat(self) -> _Chat | None:
        """Where it happened."""
        press = self.callback_query
        found = self.message or self.edited_message or (press and press.message)
        holder = found or self.my_chat_member
        return holder.chat if holder else None

    @property
    def sent_at(self) -> datetime:
        """When it happened, by Telegram's clock; a press of a button carries no time."""
        dated = self.message or self.edited_message or self.my_chat_member
        return datetime.fromtimestamp(dated.date, UTC) if dated and dated.date else now()

    def kept(self) -> Kept:
        """What we keep of it."""
        if self.chat is None:
            return Kept(kind=Kind.NOTHING)
        if self.chat.type != PRIVATE:
            return Kept(kind=Kind.ELSEWHERE)
        if self.callback_query:
            return _kept_press(self.callback_query)
        if self.my_chat_member:
            is_gone = self.my_chat_member.new_chat_member.status == "kicked"
            return Kept(kind=Kind.BLOCKED if is_gone else Kind.UNBLOCKED)
        return _kept_message(self.message or self.edited_message, self.edited_message is not None)


def read_update(content: dict[str, Any]) -> RawUpdate:
    """Read what Telegram sent. Raises pydantic's ValidationError."""
    return RawUpdate.model_validate(content)


def _kept_press(press: _Press) -> Kept:
    message_id = press.message.message_id if press.message else None
    data = (press.data or "")[:64]
    return Kept(kind=Kind.PRESS, message_id=message_id, press_id=press.id, button_id=data)


def _kept_message(message: _Message | None, is_edit: bool) -> Kept:
    if message is None or (message.sender and message.sender.is_bot):
        return Kept(kind=Kind.NOTHING)
    masked = mask_personal_numbers(message.text or message.caption or "")
    kept = Kept(
        kind=Kind.EDIT if is_edit else Kind.TEXT,
        message_id=message.message_id,
        text=masked.text or None,
        was_masked=masked.found,
    )
    if message.text is None and not is_edit:
        kept.kind, kept.attachment = Kind.ATTACHMENT, message.attachment
    if masked.text.startswith(START) and message.sender:
        kept.name = message.sender.shown
    return kept
