"""What stands around a conversation while a coach has it."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.conversation.handover import Handover, handover_of
from api.console.conversation.summary import Summary, summary_of
from api.console.conversation.thread import Sheet, Standing
from api.escalations.repository import EscalationRepository


async def surroundings_of(db: AsyncSession, sheet: Sheet) -> tuple[Summary | None, Handover | None]:
    """The summary card and how it stands with colleagues; nothing for who does not have it."""
    escalation = await EscalationRepository(db).by_id(sheet.escalation_id)
    if escalation is None or sheet.standing is not Standing.MINE:
        return None, None
    return await summary_of(db, escalation), await handover_of(db, sheet.escalation_id)
