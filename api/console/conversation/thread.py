"""What was said and noted in a conversation, for the coach who has it."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.conversation.case import Standing
from api.console.conversation.entries import Entry, in_order, notes_after
from api.console.conversation.own_money import shown_to_coach
from api.console.conversation.sheet import Sheet
from api.conversations import feed
from api.conversations.feed import MessageShown
from api.conversations.repository import MessageRepository


async def thread_after(db: AsyncSession, sheet: Sheet, seq: int, note: int = 0) -> list[Entry]:
    """What was said after a sequence number, and noted after a note's number.

    Only for the coach who has the conversation; for others it is empty.
    """
    if sheet.standing is not Standing.MINE:
        return []
    said = await _said_after(db, sheet, seq)
    notes = await notes_after(db, sheet.conversation_id, note)
    return in_order(said, [one for one in notes if note or one.after_seq >= seq])


async def _said_after(db: AsyncSession, sheet: Sheet, seq: int) -> list[MessageShown]:
    messages = MessageRepository(db, sheet.conversation_id)
    rows = await messages.after(seq, feed.PAGE)
    while rows and len(rows) % feed.PAGE == 0:
        more = await messages.after(rows[-1][0].seq, feed.PAGE)
        if not more:
            break
        rows += more
    return [shown_to_coach(*row, shares_account=sheet.shares_account) for row in rows]


async def last_page(db: AsyncSession, sheet: Sheet) -> int:
    """The sequence number after which the last page of the thread begins."""
    return max(0, await feed.latest_seq(db, sheet.conversation_id) - feed.PAGE)
