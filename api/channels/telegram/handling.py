"""What each kind of update sets in motion, within the transaction that marks it done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram import chats
from api.channels.telegram.commands import find_command
from api.channels.telegram.edits import handle_edit
from api.channels.telegram.incoming import Incoming
from api.channels.telegram.tables import TelegramUpdate
from api.channels.telegram.updates import Kept, Kind
from api.channels.telegram.words import notice, word
from api.conversations.gateway import (
    ButtonExpired,
    EmptyMessage,
    MessageTooLong,
    readable,
)
from api.conversations.tables import Message
from api.database import now
from api.limits import TooManyMessages
from api.safety.crisis import sounds_like_crisis
from api.texts import explain

OLDEST_BUTTON = timedelta(days=14)


@dataclass
class Aftermath:
    """What is left to do once the transaction is committed; none of it matters for ever."""

    wake: UUID | None = None
    press_id: str | None = None
    toast: str = ""
    decline: int | None = None


async def handle(db: AsyncSession, update: TelegramUpdate, per_minute: int) -> Aftermath:
    """Do what the update asks, and mark it done."""
    kept = Kept.model_validate(update.content)
    update.handled_at = now()
    if kept.kind is Kind.ELSEWHERE:
        is_new = not await _was_here_before(db, update)
        return Aftermath(decline=update.chat_id if is_new else None)
    if kept.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
        await _open_or_close(db, update.chat_id, kept.kind)
        return Aftermath()
    return await _hear(db, update, kept, per_minute)


async def _hear(db: AsyncSession, update: TelegramUpdate, kept: Kept, per_minute: int) -> Aftermath:
    is_first = await chats.find(db, update.chat_id) is None
    chat = await chats.find_or_open(db, update.chat_id)
    incoming = Incoming(db, update, kept, chat, is_first)
    aftermath = Aftermath(press_id=kept.press_id)
    if kept.kind is not Kind.EDIT:
        # Whoever speaks to us wants to hear from us.
        chat.blocked_at = chat.stopped_after_seq = None
    try:
        if await _is_too_fast(db, update, kept, per_minute):
            raise TooManyMessages
        aftermath.toast = await HANDLERS[kept.kind](incoming)
    except (EmptyMessage, MessageTooLong, TooManyMessages) as error:
        await _refuse_once(incoming, explain(error))
    except ButtonExpired as error:
        aftermath.toast = explain(error)
    if incoming.receiving.assistant_owes_an_answer:
        aftermath.wake = incoming.receiving.conversation_id
    return aftermath


async def _hear_text(incoming: Incoming) -> str:
    text = incoming.kept.text or ""
    command = find_command(text)
    if command:
        run, rest = command
        await run(incoming, rest)
    else:
        was_masked = incoming.kept.was_masked
        await incoming.receiving.say(readable(text), was_masked=was_masked)
    return ""


async def _hear_attachment(incoming: Incoming) -> str:
    what = incoming.kept.attachment
    if incoming.kept.text:
        await _hear_text(incoming)
        await notice(incoming.messages, word(f"not_kept_{what}"))
    else:
        await incoming.receiving.note(word(f"sent_{what}"), word(f"not_kept_{what}"))
    return ""


async def _press(incoming: Incoming) -> str:
    button = await incoming.messages.button(incoming.kept.button_id or "")
    if button is None:
        raise ButtonExpired
    offered = await incoming.db.get_one(Message, button.message_id)
    if now() - offered.sent_at > OLDEST_BUTTON:
        raise ButtonExpired
    await incoming.receiving.press(button.id)
    return button.title


async def _edit(incoming: Incoming) -> str:
    await handle_edit(incoming)
    return ""


HANDLERS: dict[Kind, Callable[[Incoming], Awaitable[str]]] = {
    Kind.TEXT: _hear_text,
    Kind.ATTACHMENT: _hear_attachment,
    Kind.PRESS: _press,
    Kind.EDIT: _edit,
}


async def _refuse_once(incoming: Incoming, text: str) -> None:
    last = await incoming.messages.last()
    if last is None or last.text != text:
        await notice(incoming.messages, text)


async def _is_too_fast(
    db: AsyncSession, update: TelegramUpdate, kept: Kept, per_minute: int
) -> bool:
    """Counted by the moments of sending: what waited while we were away is not too fast."""
    if sounds_like_crisis(kept.text or ""):
        return False
    counted = await db.scalar(
        select(func.count())
        .select_from(TelegramUpdate)
        .where(TelegramUpdate.chat_id == update.chat_id)
        .where(TelegramUpdate.update_id <= update.update_id)
        .where(TelegramUpdate.sent_at > update.sent_at - timedelta(minutes=1))
    )
    return (counted or 0) > per_minute


async def _was_here_before(db: AsyncSession, update: TelegramUpdate) -> bool:
    earlier = select(TelegramUpdate.update_id).where(
        TelegramUpdate.chat_id == update.chat_id, TelegramUpdate.update_id < update.update_id
    )
    return await db.scalar(earlier.limit(1)) is not None


async def _open_or_close(db: AsyncSession, chat_id: int, kind: Kind) -> None:
    chat = await chats.find(db, chat_id)
    if chat:
        chat.blocked_at = now() if kind is Kind.BLOCKED else None


async def give_up(db: AsyncSession, update: TelegramUpdate) -> None:
    """An update that fails again and again is let go, and its sender hears of it."""
    update.handled_at = now()
    chat = await chats.find_or_open(db, update.chat_id)
    incoming = Incoming(db, update, Kept.model_validate(update.content), chat, False)
    await notice(incoming.messages, word("failed"))
