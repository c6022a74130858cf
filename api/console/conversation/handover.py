"""A conversation on its way to a colleague, as its coach sees it, and who could take one."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.conversation.agreements import fit_to_keep
from api.console.conversation.case import Case
from api.conversations.gateway import EmptyMessage
from api.escalations.presence import Load, present_coaches

LONGEST_NOTE = 1000  # characters


@dataclass(frozen=True)
class Handover:
    """Whom the conversation is offered to, or who could not take it."""

    escalation_id: UUID
    asked: str | None = None
    unable: str | None = None


@dataclass(frozen=True)
class Colleague:
    """Somebody who is there now, with how many conversations they have and may have."""

    id: UUID
    name: str
    in_hand: int
    capacity: int

    @property
    def has_room(self) -> bool:
        """Whether one more fits."""
        return self.in_hand < self.capacity


class TransferForm(BaseModel):
    """Whom the coach asks, or nobody in particular: then the worker waits for whoever has time."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    colleague: UUID | Literal["queue"]
    note: str = Field(default="", max_length=LONGEST_NOTE)

    @field_validator("note")
    @classmethod
    def _fit_to_keep(cls, text: str) -> str:
        try:
            return fit_to_keep(text)
        except EmptyMessage:
            return ""


def handover_of(case: Case) -> Handover:
    """How the conversation stands with regard to colleagues."""
    asked, name = case.last_asked, case.taker_name
    if asked is None:
        return Handover(case.escalation.id)
    if not asked.is_answered:
        return Handover(case.escalation.id, asked=name)
    return Handover(case.escalation.id, unable=name if asked.declined_at else None)


async def colleagues_of(db: AsyncSession, coach_id: UUID) -> list[Colleague]:
    """Who is there to take over a conversation, who has most room first."""
    loads = [load for load in await present_coaches(db) if load.coach.id != coach_id]
    return [_colleague(load) for load in sorted(loads, key=_taken_share)]


def _taken_share(load: Load) -> tuple[float, str]:
    return load.in_hand / max(load.capacity, 1), load.coach.name


def _colleague(load: Load) -> Colleague:
    return Colleague(load.coach.id, load.coach.name, load.in_hand, load.capacity)
