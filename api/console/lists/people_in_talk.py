"""What to call the workers, and what was said last, for many conversations at once."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.plainly import visible
from api.console.words import words
from api.conversations.tables import Conversation, Message, Speaker
from api.workers.tables import Worker


async def names_of(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What to call the worker of each conversation."""
    found = await db.execute(
        select(Conversation.id, Conversation.worker_id, Worker.name)
        .outerjoin(Worker, Worker.id == Conversation.worker_id)
        .where(Conversation.id.in_(ids))
    )
    return {id_: _name(id_, worker_id, name) for id_, worker_id, name in found}


async def newest(
    db: AsyncSession, ids: Iterable[UUID], speakers: Sequence[Speaker]
) -> dict[UUID, Message]:
    """The last message that one of the speakers said in each conversation."""
    last = (
        select(Message.conversation_id, func.max(Message.seq).label("seq"))
        .where(Message.conversation_id.in_(ids), Message.speaker.in_(speakers))
        .group_by(Message.conversation_id)
        .subquery()
    )
    is_last = (Message.conversation_id == last.c.conversation_id) & (Message.seq == last.c.seq)
    found = await db.scalars(select(Message).join(last, is_last))
    return {message.conversation_id: message for message in found}


def _name(conversation_id: UUID, worker_id: UUID | None, name: str | None) -> str:
    if worker_id is None:
        return words("visitor", mark=conversation_id.hex[:4])
    shown = visible(name or "")
    is_readable = any(letter.isprintable() and not letter.isspace() for letter in shown)
    return shown if is_readable else words("worker_without_name")
