"""Every hand-off that is not over, with all that the lists tell of it, by one question."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.console.conversation.own_money import text_for_coach
from api.console.lists.people_in_talk import name_of
from api.conversations.tables import Conversation, Message, Speaker
from api.escalations.repository import IN_ORDER, is_open
from api.escalations.tables import Coach, Escalation, EscalationState
from api.escalations.teamwork_tables import EscalationTransfer
from api.escalations.transfers import is_on_offer
from api.workers.tables import Worker


@dataclass(frozen=True)
class OpenTalk:
    """A hand-off, its worker, the coach who has it, and to whom that coach offers it.

    The last message is known of those who wait and of those that the asking coach has.
    """

    escalation: Escalation
    name: str
    coach_name: str | None
    offer: EscalationTransfer | None
    last: Message | None

    @property
    def is_waiting(self) -> bool:
        """Whether no coach has it."""
        return self.escalation.state is EscalationState.REQUESTED

    @property
    def last_words(self) -> str:
        """The last message as a coach may read it; empty when there is none."""
        shares = self.escalation.shares_account
        return text_for_coach(self.last, shares_account=shares) if self.last else ""


async def open_talks(
    db: AsyncSession, coach_id: UUID | None, wanted: ColumnElement[bool] | None = None
) -> list[OpenTalk]:
    """The open hand-offs as this coach may know them, in the order in which workers are helped."""
    found = await db.execute(
        select(
            Escalation, Conversation.worker_id, Worker.name, Coach.name, EscalationTransfer, Message
        )
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .outerjoin(Worker, Worker.id == Conversation.worker_id)
        .outerjoin(Coach, Coach.id == Escalation.coach_id)
        .outerjoin(EscalationTransfer, is_on_offer())
        .outerjoin(Message, Message.id == _last_message(coach_id))
        .where(is_open(), true() if wanted is None else wanted)
        .order_by(*IN_ORDER)
        .execution_options(populate_existing=True)
    )
    return [
        OpenTalk(one, name_of(one.conversation_id, worker_id, name), coach_name, offer, last)
        for one, worker_id, name, coach_name, offer, last in found
    ]


def _last_message(coach_id: UUID | None) -> ScalarSelect[UUID]:
    """What the worker said last, or the coach who has them."""
    said = aliased(Message)
    is_waiting = Escalation.claimed_at.is_(None) & (said.speaker == Speaker.WORKER)
    is_mine = (Escalation.coach_id == coach_id) & said.speaker.in_([Speaker.WORKER, Speaker.COACH])
    return (
        select(said.id)
        .where(said.conversation_id == Escalation.conversation_id, is_waiting | is_mine)
        .order_by(said.seq.desc())
        .limit(1)
        .correlate(Escalation)
        .scalar_subquery()
    )
