"""What a coach types below a thread: something for the worker, or a note for colleagues."""

from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Kind(StrEnum):
    """Who reads it."""

    REPLY = "reply"
    NOTE = "note"


class ReplyForm(BaseModel):
    """What a coach says. The client id is new for every form, so that twice is once."""

    model_config = ConfigDict(extra="forbid")

    client_id: UUID
    text: str
    kind: Kind = Kind.REPLY
