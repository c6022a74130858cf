"""What a hand-off is about, and whether it has to come first."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.tables import Message, Turn
from api.data_files import load
from api.database import now
from api.settings import DATA

CRISIS = "crisis_zelfdoding"
# What was said longer ago is not what this is about.
SAME_TALK = timedelta(hours=3)
TURNS_LOOKED_AT = 10


class Subjects(BaseModel):
    """`data/escalations.yml`, checked when it is read."""

    model_config = ConfigDict(extra="forbid")

    # The ground (safety, legal_deadline) to the topics that come first for it.
    urgent: dict[str, list[str]]
    no_topic: set[str]

    def is_urgent(self, topic: str | None) -> bool:
        """Whether a worker with this topic goes first in the queue."""
        return any(topic in topics for topics in self.urgent.values())


@dataclass(frozen=True)
class Subject:
    """What is known of what a worker wants to talk about."""

    topic: str | None
    sector: str | None
    is_urgent: bool


@cache
def get_subjects() -> Subjects:
    """The subjects of this installation, read once."""
    return Subjects.model_validate(load(DATA / "escalations.yml"))


@cache
def topics_for_a_person() -> frozenset[str]:
    """The topics of which the catalogue says: offer a coach, or let a person do this at once."""
    wanted = ("aanbieden", "direct_mens")
    topics: set[str] = set()
    for path in (DATA / "catalogue").glob("*.yml"):
        if path.name == "rules.yml":
            continue
        entries = load(path)
        topics |= {name for name, entry in entries.items() if entry.get("coach") in wanted}
    return frozenset(topics)


async def subject_of(db: AsyncSession, conversation_id: UUID, topic: str | None = None) -> Subject:
    """What the conversation was about just now; a `topic` that is known already goes first."""
    subjects = get_subjects()
    turns = await _last_turns(db, conversation_id)
    topics = [turn.intent for turn in turns if turn.intent not in {None, *subjects.no_topic}]
    if await _was_in_crisis(db, conversation_id):
        topics.insert(0, CRISIS)
    if topic and topic not in subjects.no_topic:
        topics.insert(0, topic)
    return Subject(
        topic=topics[0] if topics else None,
        sector=next((turn.sector for turn in turns if turn.sector), None),
        is_urgent=any(map(subjects.is_urgent, topics)),
    )


async def _last_turns(db: AsyncSession, conversation_id: UUID) -> list[Turn]:
    """The last turns of this talk, newest first."""
    found = await db.scalars(
        select(Turn)
        .join(Message, Message.id == Turn.message_id)
        .where(Turn.conversation_id == conversation_id, Message.sent_at > now() - SAME_TALK)
        .order_by(Turn.seq.desc())
        .limit(TURNS_LOOKED_AT)
    )
    return list(found)


async def _was_in_crisis(db: AsyncSession, conversation_id: UUID) -> bool:
    """Whether help was named by the rule that works without Rasa."""
    named = select(Message.id).where(
        Message.conversation_id == conversation_id,
        Message.response == CRISIS,
        Message.sent_at > now() - SAME_TALK,
    )
    return await db.scalar(named.limit(1)) is not None
