"""Notes of coaches beside a conversation: for colleagues, never for the worker."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.tables import Conversation
from api.database import announce
from api.escalations.service import held_by
from api.escalations.tables import Coach
from api.escalations.teamwork_tables import EscalationNote
from api.signals import conversation_topic


async def write_note(
    db: AsyncSession, escalation_id: UUID, coach: Coach, text: str, client_id: UUID
) -> None:
    """Note something for colleagues; the same client id notes it once.

    Raises NotFound, EscalationClosed or NotYourConversation.
    """
    escalation = await held_by(db, escalation_id, coach)
    # Locked, so that two notes never get the same number.
    conversation = await db.get_one(Conversation, escalation.conversation_id, with_for_update=True)
    known = select(EscalationNote.id).where(
        EscalationNote.escalation_id == escalation_id, EscalationNote.client_id == client_id
    )
    if await db.scalar(known):
        return
    db.add(
        EscalationNote(
            escalation_id=escalation.id,
            conversation_id=conversation.id,
            coach_id=coach.id,
            client_id=client_id,
            number=await _last_number(db, conversation.id) + 1,
            after_seq=conversation.last_seq,
            text=text,
        )
    )
    announce(db, conversation_topic(conversation.id))


async def _last_number(db: AsyncSession, conversation_id: UUID) -> int:
    """The number of the newest note of a conversation; 0 without any."""
    wanted = select(func.max(EscalationNote.number))
    found = await db.scalar(wanted.where(EscalationNote.conversation_id == conversation_id))
    return found or 0
