"""What the script of an open page may send: what it shows, and that somebody is at work."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

LARGEST_FRAME = 4096  # bytes


class Show(BaseModel):
    """The first frame: the regions of the page with their versions, and the thread so far.

    `note` is the number of the last note in it; `sector` and `topic` are chosen on the desk.
    """

    model_config = ConfigDict(extra="forbid")

    type: Literal["show"]
    regions: dict[str, str] = Field(max_length=20)
    escalation: UUID | None = None
    after: int = Field(default=0, ge=0, le=2**53)
    note: int = Field(default=0, ge=0, le=2**31)
    sector: str | None = Field(default=None, max_length=80)
    topic: str | None = Field(default=None, max_length=80)


class Typing(BaseModel):
    """The coach types an answer in the conversation that is open."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["typing"]


class Here(BaseModel):
    """The coach is doing something."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["here"]


FRAME: TypeAdapter[Show | Here | Typing] = TypeAdapter(
    Annotated[Show | Here | Typing, Field(discriminator="type")]
)
