"""What stands in a thread for a coach: the messages of the feed, with colleagues' notes between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.feed import MessageShown
from api.conversations.tables import Speaker
from api.escalations.tables import Coach
from api.escalations.teamwork_tables import EscalationNote


@dataclass(frozen=True)
class NoteShown:
    """A note of a coach; `after_seq` is the last message when it was written."""

    number: int
    after_seq: int
    author: str
    text: str
    written_at: datetime


Entry = MessageShown | NoteShown


async def notes_after(db: AsyncSession, conversation_id: UUID, number: int) -> list[NoteShown]:
    """The notes of a conversation after a number, oldest first."""
    found = await db.execute(
        select(EscalationNote, Coach.name)
        .join(Coach, Coach.id == EscalationNote.coach_id)
        .where(EscalationNote.conversation_id == conversation_id, EscalationNote.number > number)
        .order_by(EscalationNote.number)
    )
    return [
        NoteShown(note.number, note.after_seq, author, note.text, note.written_at)
        for note, author in found
    ]


def in_order(said: Sequence[MessageShown], notes: Sequence[NoteShown]) -> list[Entry]:
    """Messages and notes as they followed each other."""
    return sorted([*said, *notes], key=_place)


def is_of_the_service(entry: Entry) -> bool:
    """Whether the service tells that something changed."""
    return isinstance(entry, MessageShown) and entry.speaker is Speaker.SERVICE


def last_seq(entries: Sequence[Entry], otherwise: int) -> int:
    """The sequence number of the last message among the entries."""
    seqs = [entry.seq for entry in entries if isinstance(entry, MessageShown)]
    return max(seqs, default=otherwise)


def last_note(entries: Sequence[Entry], otherwise: int) -> int:
    """The number of the last note among the entries."""
    numbers = [entry.number for entry in entries if isinstance(entry, NoteShown)]
    return max(numbers, default=otherwise)


def _place(entry: Entry) -> tuple[int, int]:
    if isinstance(entry, NoteShown):
        return entry.after_seq, entry.number
    return entry.seq, 0
