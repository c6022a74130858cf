"""Asking the worker before money moves: a summary in the thread, and a button that does it once.

No Rasa here: only the press of a button that was really offered moves money.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.ledger import Ledger
from api.accounts.reservations import summaries
from api.accounts.reservations.service import give_back, reserve
from api.accounts.reservations.summaries import Summary
from api.accounts.reservations.tables import Proposal, ProposalKind, Reservation
from api.accounts.rules import get_account_rules
from api.accounts.spending import Wish
from api.accounts.tables import LearningAccount
from api.conversations.notices import notice
from api.conversations.own_money import OWN_ACCOUNT
from api.conversations.tables import Conversation, Message
from api.conversations.turns import start_afresh
from api.database import now
from api.dutch import today
from api.errors import LeermaatError, NotFound
from api.texts import explain, say_of_account, texts


async def propose_reservation(
    db: AsyncSession, message: Message, account: LearningAccount, wish: Wish
) -> Proposal:
    """Show what reserving this would do, with a button to do it; nothing has moved yet.

    The same wish again for the same message shows nothing new. Raises what spending.plan raises.
    """
    summary = await summaries.of_wish(db, account, wish, today())
    return await _propose(db, message, account, ProposalKind.RESERVE, summary)


async def propose_cancellation(
    db: AsyncSession, message: Message, account: LearningAccount, reservation_id: UUID
) -> Proposal:
    """Show what cancelling would do, with a button to do it. Raises NotFound or NothingReserved."""
    reservation = await db.get(Reservation, reservation_id)
    if reservation is None or reservation.learning_account_id != account.id:
        raise NotFound
    summary = await summaries.of_cancellation(db, reservation, today())
    return await _propose(db, message, account, ProposalKind.CANCEL, summary)


async def confirm(db: AsyncSession, message: Message, proposal_id: str) -> None:
    """Do exactly what the summary said, once; or tell the worker why not.

    In the transaction of the press itself: money, proposal and notice are kept together.
    """
    proposal = await _locked(db, message, proposal_id)
    closed = _why_closed(proposal)
    if closed:
        await notice(db, message.conversation_id, say_of_account(closed))
        return
    try:
        async with db.begin_nested():
            is_done = await _do(db, proposal)
    except LeermaatError as refusal:
        proposal.refused_at = now()
        private = {"kind": OWN_ACCOUNT}
        await notice(db, message.conversation_id, refusal_in_words(refusal), details=private)
        return
    if is_done:
        proposal.confirmed_at = now()
        await _close_talk(db, message)
        text = summaries.done_in_words(proposal.kind, proposal.summary)
        await notice(db, message.conversation_id, text)
    else:
        await _show_anew(db, message, proposal)


async def drop(db: AsyncSession, message: Message, proposal_id: str) -> None:
    """Take a no: the summary is closed and nothing moves."""
    proposal = await _locked(db, message, proposal_id)
    if proposal.confirmed_at:
        await notice(db, message.conversation_id, say_of_account("already_confirmed"))
        return
    proposal.dropped_at = proposal.dropped_at or now()
    await _close_talk(db, message)
    await notice(db, message.conversation_id, say_of_account("dropped"))


async def drop_open(db: AsyncSession, conversation_id: UUID) -> None:
    """Close whatever summary could still be confirmed in this conversation: nothing moves."""
    await db.execute(update(Proposal).where(*_open_ones(conversation_id)).values(dropped_at=now()))


def refusal_in_words(refusal: LeermaatError) -> str:
    """Why it cannot be done any more, in Dutch."""
    ground = texts("account")["grounds"].get(refusal.facts.get("ground"))
    return say_of_account("refused", reason=ground or explain(refusal))


async def _propose(
    db: AsyncSession,
    message: Message,
    account: LearningAccount,
    kind: ProposalKind,
    summary: Summary,
) -> Proposal:
    known = await db.scalars(
        select(Proposal).where(Proposal.message_id == message.id, Proposal.kind == kind)
    )
    for proposal in known:
        if proposal.summary == summary and proposal.is_open:
            return proposal
    await _replace_older(db, message.conversation_id)
    proposal = Proposal(
        message_id=message.id,
        conversation_id=message.conversation_id,
        learning_account_id=account.id,
        kind=kind,
        reservation_id=UUID(summary["reservation_id"]) if "reservation_id" in summary else None,
        summary=summary,
        valid_until=now() + timedelta(hours=get_account_rules().proposal_valid_hours),
    )
    db.add(proposal)
    await db.flush()
    shown = summaries.shown(kind, summary, proposal.id)
    await notice(db, message.conversation_id, shown.text, *shown.offers)
    return proposal


async def _replace_older(db: AsyncSession, conversation_id: UUID) -> None:
    """Only the newest summary of a conversation can be confirmed."""
    await db.execute(update(Proposal).where(*_open_ones(conversation_id)).values(replaced_at=now()))


def _open_ones(conversation_id: UUID) -> Sequence[ColumnElement[bool]]:
    ends = (Proposal.confirmed_at, Proposal.dropped_at, Proposal.replaced_at, Proposal.refused_at)
    return (Proposal.conversation_id == conversation_id, *(end.is_(None) for end in ends))


async def _locked(db: AsyncSession, message: Message, proposal_id: str) -> Proposal:
    found: Proposal | None = await db.scalar(
        select(Proposal)
        .where(Proposal.id == UUID(proposal_id))
        .where(Proposal.conversation_id == message.conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def _why_closed(proposal: Proposal) -> str | None:
    """The sentence about a summary that can no longer be confirmed; None when it can."""
    if proposal.confirmed_at:
        return "already_confirmed"
    if proposal.dropped_at:
        return "already_dropped"
    if proposal.replaced_at:
        return "replaced"
    if proposal.refused_at:
        return "already_refused"
    return "too_late" if proposal.valid_until < now() else None


async def _do(db: AsyncSession, proposal: Proposal) -> bool:
    """Do what was shown; False, and nothing has moved, when it would now be something else."""
    account = await db.get_one(LearningAccount, proposal.learning_account_id)
    await Ledger(db, account).lock()
    if await _summary_now(db, proposal, account) != proposal.summary:
        return False
    key = f"proposal:{proposal.id}"
    if proposal.kind is ProposalKind.RESERVE:
        reservation = await reserve(db, account, summaries.wish_of(proposal.summary), key)
        proposal.reservation_id = reservation.id
    elif proposal.reservation_id:
        await give_back(db, proposal.reservation_id, key)
    return True


async def _summary_now(db: AsyncSession, proposal: Proposal, account: LearningAccount) -> Summary:
    if proposal.kind is ProposalKind.RESERVE:
        return await summaries.of_wish(db, account, summaries.wish_of(proposal.summary), today())
    reservation = await db.get_one(Reservation, proposal.reservation_id)
    return await summaries.of_cancellation(db, reservation, today())


async def _show_anew(db: AsyncSession, message: Message, proposal: Proposal) -> None:
    """The balance changed in between: show what would happen now, and ask again."""
    proposal.replaced_at = now()
    await notice(db, message.conversation_id, say_of_account("changed"))
    account = await db.get_one(LearningAccount, proposal.learning_account_id)
    summary = await _summary_now(db, proposal, account)
    await _propose(db, message, account, proposal.kind, summary)


async def _close_talk(db: AsyncSession, message: Message) -> None:
    """The plan that the assistant still remembers is done with: it starts afresh."""
    start_afresh(await db.get_one(Conversation, message.conversation_id))
