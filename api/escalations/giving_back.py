"""A coach gives a conversation back to the team: the worker waits again, ahead of the others."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import MessageRepository, Utterance
from api.conversations.tables import Speaker
from api.database import announce, now
from api.escalations.service import held_by
from api.escalations.tables import Coach, EscalationRelease, ReleaseReason
from api.signals import DESK
from api.texts import say


async def give_back(db: AsyncSession, escalation_id: UUID, coach: Coach) -> None:
    """Let the worker wait for whoever has time, and tell them so. Raises what `held_by` raises."""
    escalation = await held_by(db, escalation_id, coach)
    if escalation.claimed_at is None:
        return
    db.add(
        EscalationRelease(
            escalation_id=escalation.id,
            coach_id=coach.id,
            reason=ReleaseReason.GIVEN_BACK,
            claimed_at=escalation.claimed_at,
        )
    )
    escalation.claimed_at = escalation.coach_id = None
    escalation.returned_at = now()
    escalation.told_it_is_kept = False
    text = say("given_back", coach=coach.name)
    notice = Utterance(Speaker.SERVICE, say("speaker_service"), text)
    await MessageRepository(db, escalation.conversation_id).append(notice)
    announce(db, DESK)
