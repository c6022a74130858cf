"""What was said and noted in a conversation, for the coach who has it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.conversation.case import Standing
from api.console.conversation.entries import Entry, in_order, notes_after
from api.console.conversation.sheet import Sheet
from api.conversations import feed
from api.conversations.feed import MessageShown


async def thread_after(db: AsyncSession, sheet: Sheet, seq: int, note: int = 0) -> list[Entry]:
    """What was said after a sequence number, and noted after a note's number.

    Only for the coach who has the conversation; for others it is empty.
    """
    if sheet.standing is not Standing.MINE:
        return []
    said = await _said_after(db, sheet.conversation_id, seq)
    notes = await notes_after(db, sheet.conversation_id, note)
    return in_order(said, [one for one in notes if note or one.after_seq >= seq])


async def _said_after(db: AsyncSession, conversation_id: UUID, seq: int) -> list[MessageShown]:
    said = await feed.messages_after(db, conversation_id, seq)
    while said and len(said) % feed.PAGE == 0:
        more = await feed.messages_after(db, conversation_id, said[-1].seq)
        if not more:
            break
        said += more
    return said


async def last_page(db: AsyncSession, sheet: Sheet) -> int:
    """The sequence number after which the last page of the thread begins."""
    return max(0, await feed.latest_seq(db, sheet.conversation_id) - feed.PAGE)
