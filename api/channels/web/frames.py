"""The frames a browser may send over the chat socket."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from api.channels.telegram.panel import Wish

LARGEST_FRAME = 64 * 1024  # bytes
LARGEST_SEQ = 2**53 - 1  # what JavaScript counts exactly


class Frame(BaseModel):
    """What all frames share: nothing undeclared is accepted."""

    model_config = ConfigDict(extra="forbid")


class Hello(Frame):
    """The first frame: who I am, and what I have already shown."""

    type: Literal["hello"]
    session: str | None = Field(default=None, max_length=200)
    identity: str | None = Field(default=None, max_length=4000)
    after: int = Field(default=0, ge=0, le=LARGEST_SEQ)


class Say(Frame):
    """Typed words. Their length is judged by the gateway, which answers in Dutch."""

    type: Literal["say"]
    id: UUID
    text: str


class Press(Frame):
    """A button that was offered."""

    type: Literal["press"]
    id: UUID
    button: str = Field(max_length=64)


class Typing(Frame):
    """The worker is busy with an answer to a coach. Nobody keeps it."""

    type: Literal["typing"]


class SignOut(Frame):
    """Leave, in every tab."""

    type: Literal["sign_out"]


class LinkTelegram(Frame):
    """What the worker wishes in the panel about Telegram."""

    type: Literal["telegram"]
    wish: Wish


SPOKEN: TypeAdapter[Say | Press | Typing | SignOut | LinkTelegram] = TypeAdapter(
    Annotated[Say | Press | Typing | SignOut | LinkTelegram, Field(discriminator="type")]
)
