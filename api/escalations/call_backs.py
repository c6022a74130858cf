"""Promising a call-back, taking it back, keeping it, and what happens when it was not kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.holding import hold
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Message
from api.database import announce, now
from api.errors import NotFound
from api.escalations import service
from api.escalations.moments import moment_in_a_sentence
from api.escalations.notices import back_to_the_bot, notice, tell_who_waits
from api.escalations.promises import CallBackRepository, due_after
from api.escalations.repository import EscalationRepository
from api.escalations.tables import CallBack, Coach, Escalation, EscalationState
from api.signals import DESK
from api.texts import say


async def ask_call_back(db: AsyncSession, message: Message, _payload: str = "") -> None:
    """Promise that a coach writes back; the worker leaves the queue and has the bot again."""
    escalation = await EscalationRepository(db).open_one(message.conversation_id, lock=True)
    if escalation is None:
        escalation = await service.request(db, message, "call_back")
    if escalation.state is EscalationState.REQUESTED:
        await promise(db, escalation, "call_back_promised")


async def promise(
    db: AsyncSession, escalation: Escalation, key: str, moment: datetime | None = None
) -> CallBack:
    """Give a waiting worker a dated promise for their place; `key` names what is said."""
    moment = moment or now()
    call_back = await CallBackRepository(db).open_one(escalation.conversation_id, lock=True)
    if call_back is None:
        call_back = CallBack(
            conversation_id=escalation.conversation_id,
            escalation_id=escalation.id,
            due_at=due_after(moment),
        )
        db.add(call_back)
        await db.flush()
    await service.leave_queue(db, escalation, promised=True)
    due = moment_in_a_sentence(call_back.due_at, moment)
    cancel = Offer(say("button_cancel_call_back"), ButtonKind.CANCEL_CALL_BACK, str(call_back.id))
    await notice(db, escalation.conversation_id, say(key, due=due), cancel)
    return call_back


async def cancel_call_back(db: AsyncSession, message: Message, payload: str) -> None:
    """The worker does not need it any more."""
    call_back = await db.get_one(CallBack, UUID(payload), with_for_update=True)
    if call_back.done_at is None and call_back.cancelled_at is None:
        call_back.cancelled_at = now()
        announce(db, DESK)
    await notice(db, message.conversation_id, say("call_back_cancelled"))


async def begin(db: AsyncSession, call_back_id: UUID, coach: Coach) -> Escalation:
    """Let a coach keep a promise: they have the conversation from here.

    Raises NotFound when it is not promised any more, and what a claim raises.
    """
    await hold(db, select(CallBack.conversation_id).where(CallBack.id == call_back_id))
    call_back = await db.get(CallBack, call_back_id, with_for_update=True)
    if call_back is None or call_back.done_at or call_back.cancelled_at:
        raise NotFound
    escalation = await _open_again(db, call_back)
    return await service.claim(db, escalation.id, coach)


async def put_back_in_queue(db: AsyncSession, call_back: CallBack) -> None:
    """A promise was not kept: say sorry, and let the worker go to the head of the queue."""
    escalation = await _open_again(db, call_back)
    call_back.done_at = now()
    if escalation.state is EscalationState.REQUESTED:
        escalation.returned_at = now()
        await notice(db, call_back.conversation_id, say("call_back_broken"), back_to_the_bot())
        await tell_who_waits(db)


async def _open_again(db: AsyncSession, call_back: CallBack) -> Escalation:
    """The hand-off that is open already, or a new one about the same."""
    existing = await EscalationRepository(db).open_one(call_back.conversation_id, lock=True)
    if existing:
        return existing
    earlier = await db.get_one(Escalation, call_back.escalation_id)
    escalation = Escalation(
        conversation_id=earlier.conversation_id,
        message_id=earlier.message_id,
        reason="call_back",
        topic=earlier.topic,
        sector=earlier.sector,
        is_urgent=earlier.is_urgent,
        shares_account=earlier.shares_account,
    )
    db.add(escalation)
    await db.flush()
    return escalation
