"""How far each chat has been served: what comes next, and what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram import amounts, chats
from api.channels.telegram.composing import Part, compose
from api.channels.telegram.errors import Away, Blocked, Busy, Refused
from api.channels.telegram.routing import Next, next_for
from api.channels.telegram.tables import TelegramChat, TelegramDeadLetter
from api.conversations.feed import MessageShown, shown
from api.database import announce, now
from api.signals import conversation_topic

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# Telegram keeps what workers send for a day; so long we go on trying to answer.
GIVE_UP_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Letter:
    """One part of one message, for one chat."""

    chat_id: int
    conversation_id: UUID
    seq: int
    part: Part
    is_last: bool
    is_instead: bool  # of a message that has to wait for the worker's yes
    is_late: bool  # a message that had to wait, and may be shown now
    is_parting: bool  # the confirmation of "/stop", after which the chat is closed


@dataclass(frozen=True)
class Due:
    """A message that is due for a chat, and how many of its parts have arrived."""

    chat_id: int
    conversation_id: UUID
    seq: int
    showing: MessageShown
    delivered_parts: int
    is_instead: bool
    is_late: bool
    is_parting: bool

    def letter(self, photo: bytes | None) -> Letter:
        """Its next part, with the bytes of its picture when there are any."""
        parts = compose(self.showing, photo)
        number = min(self.delivered_parts, len(parts) - 1)
        return Letter(
            self.chat_id,
            self.conversation_id,
            self.seq,
            parts[number],
            is_last=number == len(parts) - 1,
            is_instead=self.is_instead,
            is_late=self.is_late,
            is_parting=self.is_parting,
        )


@dataclass(frozen=True)
class Step:
    """What to do next for a chat."""

    chat_id: int
    conversation_id: UUID | None = None
    skip_to: int = 0
    skips: bool = False
    due: Due | None = None


async def next_step(db: AsyncSession, chat_id: int) -> Step:
    """The next thing to do for this chat; nothing when it is closed or up to date."""
    chat = await db.get(TelegramChat, chat_id)
    if chat is None or chat.blocked_at or (chat.retry_at and chat.retry_at > now()):
        return Step(chat_id)
    coming = await next_for(db, chat, now())
    return Step(
        chat_id,
        chat.conversation_id,
        coming.skip_to,
        skips=coming.skip_to > chat.delivered_seq,
        due=await _due(db, chat, coming),
    )


async def _due(db: AsyncSession, chat: TelegramChat, coming: Next) -> Due | None:
    message = coming.message
    if message is None:
        return None
    showing = shown(message, list(coming.buttons))
    waits = amounts.must_wait(chat, message)
    if waits:
        showing = await amounts.instead_of(db, message, showing)
    return Due(
        chat.chat_id,
        chat.conversation_id,
        message.seq,
        showing,
        chat.delivered_parts,
        is_instead=waits,
        is_late=message.seq <= chat.delivered_seq,
        is_parting=message.seq == chat.stopped_after_seq,
    )


async def skip(db: AsyncSession, step: Step) -> None:
    """Move the cursor over what is not for this chat."""
    chat = await chats.find(db, step.chat_id)
    if chat and chat.conversation_id == step.conversation_id:
        chat.delivered_seq = max(chat.delivered_seq, step.skip_to)
        chat.delivered_parts = 0


async def mark(db: AsyncSession, letter: Letter) -> None:
    """Note that a part has arrived. A crash before this sends that one part a second time."""
    chat = await chats.find(db, letter.chat_id)
    if chat is None or chat.conversation_id != letter.conversation_id:
        return  # unlinked meanwhile
    chat.attempts, chat.failing_since, chat.retry_at = 0, None, None
    if letter.is_last:
        _close(chat, letter)
    else:
        chat.delivered_parts += 1


def _close(chat: TelegramChat, letter: Letter) -> None:
    if letter.is_parting:
        if chat.stopped_after_seq == letter.seq:  # else they wrote again meanwhile
            chat.stopped_after_seq, chat.blocked_at = None, now()
        return
    chat.delivered_parts = 0
    if letter.is_late:
        chat.withheld_seq = None
        return
    chat.delivered_seq = max(chat.delivered_seq, letter.seq)
    if letter.is_instead:
        chat.withheld_seq = letter.seq


async def note_failure(
    db: AsyncSession, letter: Letter, error: Busy | Blocked | Refused | Away
) -> bool:
    """Decide what a failure means; tell whether the next message may be tried at once."""
    chat = await chats.find(db, letter.chat_id)
    if chat is None or chat.conversation_id != letter.conversation_id:
        return False
    if isinstance(error, Blocked):
        chat.blocked_at = now()
        announce(db, conversation_topic(chat.conversation_id))  # the coach should know
        return False
    if isinstance(error, Busy):
        chat.retry_at = now() + timedelta(seconds=error.seconds)
        return False
    chat.attempts += 1
    chat.failing_since = chat.failing_since or now()
    if isinstance(error, Refused) or now() - chat.failing_since > GIVE_UP_AFTER:
        await _give_up(db, chat, letter, getattr(error, "reason", error.code))
        return True
    pause = min(FIRST_PAUSE_SECONDS * 2 ** (chat.attempts - 1), LONGEST_PAUSE_SECONDS)
    chat.retry_at = now() + timedelta(seconds=pause)
    return False


async def _give_up(db: AsyncSession, chat: TelegramChat, letter: Letter, reason: str) -> None:
    db.add(TelegramDeadLetter(conversation_id=chat.conversation_id, seq=letter.seq, reason=reason))
    announce(db, conversation_topic(chat.conversation_id))
    chat.attempts, chat.failing_since, chat.retry_at = 0, None, None
    _close(chat, letter)


async def postpone(db: AsyncSession, chat_id: int, pause: timedelta) -> None:
    """Leave a chat alone for a while after a fault of our own."""
    chat = await chats.find(db, chat_id)
    if chat:
        chat.retry_at = now() + pause
