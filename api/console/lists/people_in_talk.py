"""What to call the workers, for many conversations at once."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.plainly import visible
from api.console.words import words
from api.conversations.tables import Conversation
from api.workers.tables import Worker


async def names_of(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What to call the worker of each conversation."""
    found = await db.execute(
        select(Conversation.id, Conversation.worker_id, Worker.name)
        .outerjoin(Worker, Worker.id == Conversation.worker_id)
        .where(Conversation.id.in_(ids))
    )
    return {row[0]: name_of(*row) for row in found}


def name_of(conversation_id: UUID, worker_id: UUID | None, name: str | None) -> str:
    """What to call a worker, or a visitor, whose host site says that this is the name."""
    if worker_id is None:
        return words("visitor", mark=conversation_id.hex[:4])
    shown = visible(name or "")
    is_readable = any(letter.isprintable() and not letter.isspace() for letter in shown)
    return shown if is_readable else words("worker_without_name")
