"""What a coach may know of a hand-off, by where it stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.undelivered import undelivered
from api.console.conversation.case import Case, Standing
from api.console.conversation.own_money import text_for_coach
from api.console.topics import sector_in_words, topic_in_words
from api.escalations.tables import Coach, Outcome
from api.safety.human import asks_for_a_person


@dataclass(frozen=True)
class Sheet:
    """What a coach may know about a hand-off that stands as it does."""

    escalation_id: UUID
    conversation_id: UUID
    standing: Standing
    name: str | None = None
    is_visitor: bool = False
    # Whether the coach may read what was said of the worker's own account.
    shares_account: bool = False
    # The colleague who has it, or who offers it with a note.
    coach_name: str | None = None
    note: str | None = None
    reason: str | None = None
    topic: str | None = None
    sector: str | None = None
    is_urgent: bool = False
    requested_at: datetime | None = None
    # Whether a call-back or an appointment took the place of waiting.
    was_promised: bool = False
    closed_at: datetime | None = None
    # The message that led here, unless it says no more than that; whoever takes the conversation
    # reads the rest.
    occasion: str | None = None
    outcome: Outcome | None = None
    # The numbers of messages that did not reach the worker on Telegram.
    undelivered: frozenset[int] = frozenset()
    agreements: str | None = None


async def sheet_of(db: AsyncSession, case: Case, coach: Coach) -> Sheet:
    """The hand-off as this coach may see it."""
    escalation, standing = case.escalation, case.standing(coach.id)
    sheet = Sheet(escalation.id, escalation.conversation_id, standing)
    match standing:
        case Standing.WITHDRAWN:
            return replace(sheet, was_promised=escalation.promised_at is not None)
        case Standing.THEIRS:
            return replace(sheet, coach_name=case.coach_name)
        case Standing.OFFERED:
            note = case.last_asked.note if case.last_asked else None
            sheet = replace(sheet, coach_name=case.coach_name, note=note)
    return await _to_be_read(db, sheet, case)


async def _to_be_read(db: AsyncSession, sheet: Sheet, case: Case) -> Sheet:
    escalation = case.escalation
    return replace(
        sheet,
        name=case.name,
        is_visitor=case.conversation.worker_id is None,
        shares_account=case.shares_account,
        reason=escalation.reason,
        topic=topic_in_words(escalation.topic) if escalation.topic else None,
        sector=sector_in_words(escalation.sector) if escalation.sector else None,
        is_urgent=escalation.is_urgent,
        requested_at=escalation.requested_at,
        occasion=None if asks_for_a_person(case.occasion.text) else _occasion(case),
        closed_at=escalation.resolved_at,
        outcome=escalation.outcome,
        undelivered=await undelivered(db, escalation.conversation_id),
        agreements=escalation.agreements,
    )


def _occasion(case: Case) -> str:
    return text_for_coach(case.occasion, shares_account=case.shares_account)
