"""What a worker thought of a talk with a coach: a grade, and perhaps a sentence.

Asked once for each hand-off. The sentence is not for the bot: it never goes to Rasa.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Message
from api.database import now
from api.escalations.afterwards import BEST, skip
from api.escalations.notices import notice
from api.escalations.tables import Escalation
from api.texts import say

# Who has not written the sentence by then is talking about something else.
WORDS_WITHIN = timedelta(minutes=15)


async def rate(db: AsyncSession, message: Message, payload: str) -> None:
    """Keep the grade, 1 to 5, and ask whether the worker wants to add a sentence."""
    escalation_id, grade = payload.split()
    escalation = await db.get_one(Escalation, UUID(escalation_id), with_for_update=True)
    if escalation.rated_at:
        await notice(db, message.conversation_id, say("rating_was_given"))
        return
    escalation.rating = min(max(int(grade), 1), BEST)
    escalation.rated_at = now()
    write = Offer(say("button_write_rating"), ButtonKind.WRITE_RATING, escalation_id)
    await notice(db, message.conversation_id, say("rating_thanks"), write, skip(escalation.id))


async def ask_for_words(db: AsyncSession, message: Message, payload: str) -> None:
    """Take the next typed sentence as what the worker wants to say about the talk."""
    escalation = await db.get_one(Escalation, UUID(payload), with_for_update=True)
    if escalation.rating_words:
        await notice(db, message.conversation_id, say("rating_was_given"))
        return
    escalation.rating_words_asked_at = now()
    await notice(db, message.conversation_id, say("rating_write_now"), skip(escalation.id))


async def skip_rating(db: AsyncSession, message: Message, payload: str) -> None:
    """Let it rest; the question does not come back."""
    escalation = await db.get_one(Escalation, UUID(payload), with_for_update=True)
    escalation.rated_at = escalation.rated_at or now()
    escalation.rating_words_asked_at = None
    await notice(db, message.conversation_id, say("rating_skipped"))


async def take_words(db: AsyncSession, message: Message) -> bool:
    """Keep a typed sentence as the worker's words about a talk, if that is what was asked."""
    asked = select(Escalation).where(
        Escalation.conversation_id == message.conversation_id,
        Escalation.rating_words_asked_at > now() - WORDS_WITHIN,
    )
    escalation = await db.scalar(asked.with_for_update())
    if escalation is None:
        return False
    escalation.rating_words = message.text
    escalation.rating_words_asked_at = None
    await notice(db, message.conversation_id, say("rating_words_kept"))
    return True


async def stop_asking_for_words(db: AsyncSession, conversation_id: UUID) -> None:
    """The worker went on with something else."""
    going_on = update(Escalation).where(
        Escalation.conversation_id == conversation_id,
        Escalation.rating_words_asked_at.is_not(None),
    )
    await db.execute(going_on.values(rating_words_asked_at=None))
