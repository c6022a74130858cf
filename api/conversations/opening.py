"""Opening a conversation, and saying at its start that a computer is speaking."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.repository import MessageRepository, Offer, Utterance
from api.conversations.tables import ButtonKind, Conversation, Speaker
from api.database import now
from api.organisation import get_organisation
from api.texts import say
from api.workers.tables import Worker

# The AI Act (article 50) wants it said; after a day a reader may have forgotten.
DISCLOSE_AGAIN_AFTER = timedelta(hours=24)


async def open_conversation(db: AsyncSession, worker: Worker | None) -> Conversation:
    """The worker's own conversation, or a new one for a visitor, begun with the disclosure."""
    if worker:
        known = await db.scalar(select(Conversation).where(Conversation.worker_id == worker.id))
        if known:
            return known
    conversation = Conversation(worker_id=worker.id if worker else None)
    db.add(conversation)
    await db.flush()
    await MessageRepository(db, conversation.id).append(disclosure("greeting"))
    return conversation


async def disclose_again_after_a_day(db: AsyncSession, conversation_id: UUID) -> None:
    """Say once more that a computer is speaking, when the last message is a day old."""
    messages = MessageRepository(db, conversation_id)
    last = await messages.last()
    if last and now() - last.sent_at > DISCLOSE_AGAIN_AFTER:
        await messages.append(disclosure("greeting_again"))


def disclosure(key: str) -> Utterance:
    """A computer is speaking, on behalf of whom, and how to reach a person."""
    organisation = get_organisation()
    return Utterance(
        Speaker.BOT,
        organisation.chatbot_name,
        say(key, chatbot_name=organisation.chatbot_name, organisation=organisation.name),
        response=key,
        offers=(
            Offer(say("button_balance"), payload="/saldo_opvragen"),
            Offer(say("button_funding"), payload="/opleiding_betalen_overzicht"),
            Offer(say("button_coach"), ButtonKind.REQUEST_COACH),
        ),
    )
