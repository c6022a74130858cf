"""Notes of coaches beside a conversation: for colleagues, never for the worker."""

from collections.abc import Sequence
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
    notes = await notes_of(db, conversation.id)
    if any(note.client_id == client_id for note in notes):
        return
    db.add(
        EscalationNote(
            escalation_id=escalation.id,
            conversation_id=conversation.id,
            coach_id=coach.id,
            client_id=client_id,
            number=len(notes) + 1,
            after_seq=conversation.last_seq,
            text=text,
        )
    )
    announce(db, conversation_topic(conversation.id))


async def notes_of(
    db: AsyncSession, conversation_id: UUID, after: int = 0
) -> Sequence[EscalationNote]:
    """The notes of a conversation after a number, oldest first; also those of earlier hand-offs."""
    found = await db.scalars(
        select(EscalationNote)
        .where(EscalationNote.conversation_id == conversation_id, EscalationNote.number > after)
        .order_by(EscalationNote.number)
    )
    return list(found)


async def last_number(db: AsyncSession, conversation_id: UUID) -> int:
    """The number of the newest note of a conversation; 0 without any."""
    wanted = select(func.max(EscalationNote.number))
    found = await db.scalar(wanted.where(EscalationNote.conversation_id == conversation_id))
    return found or 0
