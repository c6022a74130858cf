"""What stands around a conversation while a coach has it."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.conversation.case import Case, Standing
from api.console.conversation.handover import Handover, handover_of
from api.console.conversation.sheet import Sheet
from api.console.conversation.summary import Summary, summary_of


async def surroundings_of(
    db: AsyncSession, case: Case, sheet: Sheet
) -> tuple[Summary | None, Handover | None]:
    """The summary card and how it stands with colleagues; nothing for who does not have it."""
    if sheet.standing is not Standing.MINE:
        return None, None
    return await summary_of(db, case), handover_of(case)
