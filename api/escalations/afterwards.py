"""After a hand-off: what was agreed, how it was, and asking later how it went."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind
from api.escalations.notices import notice
from api.escalations.tables import Escalation
from api.texts import say

BEST = 5


async def say_goodbye(db: AsyncSession, escalation: Escalation, coach: str) -> None:
    """Say that the bot speaks again and what was agreed, and ask how the talk was."""
    text = say("resolved", coach=coach)
    offers = []
    if escalation.agreements:
        text += "\n\n" + say("agreements", agreements=escalation.agreements)
        offers = [how_it_went(escalation.id)]
    await notice(db, escalation.conversation_id, text, *offers)
    await notice(
        db, escalation.conversation_id, say("rating_question", coach=coach), *_grades(escalation)
    )


def how_it_went(escalation_id: UUID) -> Offer:
    """The wish to be asked later how it went; nobody is asked without it."""
    return Offer(say("button_ask_how_it_went"), ButtonKind.ASK_HOW_IT_WENT, str(escalation_id))


def _grades(escalation: Escalation) -> list[Offer]:
    grades = [
        Offer(say(f"button_rate_{grade}"), ButtonKind.RATE, f"{escalation.id} {grade}")
        for grade in range(1, BEST + 1)
    ]
    return [*grades, skip(escalation.id)]


def skip(escalation_id: UUID) -> Offer:
    """The way past the question."""
    return Offer(say("button_skip_rating"), ButtonKind.SKIP_RATING, str(escalation_id))
