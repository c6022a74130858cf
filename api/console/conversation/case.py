"""One hand-off with all that is known around it, by one question."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.console.lists.people_in_talk import name_of
from api.conversations.tables import Conversation, Message
from api.errors import NotFound
from api.escalations.tables import Coach, Escalation, EscalationState
from api.escalations.teamwork_tables import EscalationTransfer
from api.workers.tables import Worker


class Standing(StrEnum):
    """Where a hand-off stands, for the coach who looks at it."""

    WAITING = "waiting"
    OFFERED = "offered"
    MINE = "mine"
    THEIRS = "theirs"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Case:
    """A hand-off, what led to it, who has it, and who was asked last to take it over."""

    escalation: Escalation
    conversation: Conversation
    name: str
    occasion: Message
    coach_name: str | None
    transfer: EscalationTransfer | None
    taker_name: str | None

    def standing(self, coach_id: UUID) -> Standing:
        """Where it stands, for this coach."""
        if self.escalation.state is EscalationState.WITHDRAWN:
            return Standing.WITHDRAWN
        if self.escalation.state is EscalationState.REQUESTED:
            return Standing.WAITING
        if self.escalation.coach_id != coach_id:
            return Standing.OFFERED if self._is_offered_to(coach_id) else Standing.THEIRS
        is_over = self.escalation.state is EscalationState.RESOLVED
        return Standing.CLOSED if is_over else Standing.MINE

    @property
    def shares_account(self) -> bool:
        """Whether the coach may read about the account; a visitor has none to keep private."""
        return self.escalation.shares_account or self.conversation.worker_id is None

    @property
    def last_asked(self) -> EscalationTransfer | None:
        """The last time that a colleague was asked, if it was by whoever has it now."""
        giver_id = self.transfer.from_coach_id if self.transfer else None
        return self.transfer if giver_id == self.escalation.coach_id else None

    def _is_offered_to(self, coach_id: UUID) -> bool:
        asked = self.last_asked
        is_open = asked is not None and not asked.is_answered and asked.to_coach_id == coach_id
        return is_open and self.escalation.state is EscalationState.CLAIMED


async def case_of(db: AsyncSession, escalation_id: UUID) -> Case:
    """The hand-off as the database has it now. Raises NotFound."""
    earlier, taker = aliased(EscalationTransfer), aliased(Coach)
    last_transfer = (
        select(earlier.id)
        .where(earlier.escalation_id == Escalation.id)
        .order_by(earlier.offered_at.desc())
        .limit(1)
        .correlate(Escalation)
        .scalar_subquery()
    )
    found = await db.execute(
        select(
            Escalation,
            Conversation,
            Worker.name,
            Message,
            Coach.name,
            EscalationTransfer,
            taker.name,
        )
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .join(Message, Message.id == Escalation.message_id)
        .outerjoin(Worker, Worker.id == Conversation.worker_id)
        .outerjoin(Coach, Coach.id == Escalation.coach_id)
        .outerjoin(EscalationTransfer, EscalationTransfer.id == last_transfer)
        .outerjoin(taker, taker.id == EscalationTransfer.to_coach_id)
        .where(Escalation.id == escalation_id)
        .execution_options(populate_existing=True)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    one, conversation, worker_name, occasion, coach_name, transfer, taker_name = row
    name = name_of(conversation.id, conversation.worker_id, worker_name)
    return Case(one, conversation, name, occasion, coach_name, transfer, taker_name)
