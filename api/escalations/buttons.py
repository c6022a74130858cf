"""Which button sets what in motion, as far as a coach or what comes by the clock goes."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.warnings import wishes
from api.appointments import offering
from api.appointments import service as appointments
from api.conversations.tables import ButtonKind, Message
from api.escalations import call_backs, rating, service, sharing
from api.reminders import service as reminders

# Gets the worker's press as a message, and what the button carries.
Handler = Callable[[AsyncSession, Message, str], Awaitable[None]]


async def _request(db: AsyncSession, message: Message, payload: str) -> None:
    """The press is the agreement: nobody is asked twice, and who waits already hears so."""
    escalation = await service.request(db, message, reason="button", topic=payload or None)
    if escalation.message_id != message.id:
        await service.keep_for_coach(db, escalation)


async def _withdraw(db: AsyncSession, message: Message, _payload: str) -> None:
    await service.withdraw(db, message.conversation_id)


HANDLERS: dict[ButtonKind, Handler] = {
    ButtonKind.REQUEST_COACH: _request,
    ButtonKind.WITHDRAW_REQUEST: _withdraw,
    ButtonKind.SHARE_ACCOUNT: sharing.share_account,
    ButtonKind.KEEP_ACCOUNT_PRIVATE: sharing.keep_account_private,
    ButtonKind.ASK_CALL_BACK: call_backs.ask_call_back,
    ButtonKind.CANCEL_CALL_BACK: call_backs.cancel_call_back,
    ButtonKind.OFFER_DAYS: offering.press_days,
    ButtonKind.OFFER_TIMES: offering.press_day,
    ButtonKind.BOOK_MOMENT: appointments.press_moment,
    ButtonKind.CANCEL_APPOINTMENT: appointments.press_cancel,
    ButtonKind.KEEP_APPOINTMENT: appointments.press_keep,
    ButtonKind.RATE: rating.rate,
    ButtonKind.WRITE_RATING: rating.ask_for_words,
    ButtonKind.SKIP_RATING: rating.skip_rating,
    ButtonKind.ASK_HOW_IT_WENT: reminders.press_how_it_went,
    ButtonKind.SET_REMINDER: reminders.press_set,
    ButtonKind.CANCEL_REMINDER: reminders.press_cancel,
    ButtonKind.NO_REMINDER: reminders.press_none,
    ButtonKind.BE_QUIET: reminders.press_be_quiet,
    ButtonKind.NO_WARNINGS: wishes.press_no_warnings,
    ButtonKind.WARN_AGAIN: wishes.press_warn_again,
}
