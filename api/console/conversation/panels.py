"""What a coach is about to do in a conversation: below the thread there is one form at a time."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from api.appointments.moments import FreeMoment
from api.console.conversation.agreements import Agreements
from api.console.conversation.handover import Colleague


@dataclass(frozen=True)
class Reply:
    """Say or note something; `text` is an answer that was chosen beforehand."""

    text: str = ""
    client_id: UUID = field(default_factory=uuid4)
    name = "reply"


@dataclass(frozen=True)
class Closing:
    """Write down what became of it and what was agreed, and look at it once more."""

    form: Agreements
    lacks_outcome: bool = False
    name = "closing"


@dataclass(frozen=True)
class Transferring:
    """Choose who goes on with it."""

    colleagues: tuple[Colleague, ...]
    name = "transfer"


@dataclass(frozen=True)
class Appointing:
    """Choose a moment for another talk."""

    moments: tuple[FreeMoment, ...]
    name = "appointment"


Panel = Reply | Closing | Transferring | Appointing
