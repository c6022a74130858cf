"""One order for locks: the conversation first, and then whatever else of it is changed.

Workers, coaches and the clock change several rows of one conversation in one transaction. Two
that took them in another order would wait for each other; PostgreSQL then ends one of them.
A worker's message takes the conversation by itself, for its number.
"""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.tables import Conversation


async def hold(db: AsyncSession, which: UUID | Select[UUID]) -> None:
    """Let nobody else change anything of this conversation until the transaction ends.

    `which` is its id, or the question that finds it; nothing is held when it finds none.
    """
    is_it = Conversation.id == which if isinstance(which, UUID) else Conversation.id.in_(which)
    # Others may go on adding rows that only refer to it.
    await db.execute(select(Conversation.id).where(is_it).with_for_update(key_share=True))
