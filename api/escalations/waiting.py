"""What a worker hears who asked for a coach: their place, how long, or when coaches are there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.repository import LearningAccountRepository
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind, Conversation
from api.database import now
from api.escalations import presence
from api.escalations.moments import moment_in_a_sentence
from api.escalations.notices import back_to_the_bot, notice
from api.escalations.opening_hours import OpeningHours
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Escalation
from api.escalations.wait_times import expected_wait
from api.organisation import get_organisation
from api.texts import say


@dataclass(frozen=True)
class Attendance:
    """Whether it makes sense to wait. Who is there counts; hours only tell when nobody is."""

    is_open: bool
    is_anybody_there: bool


async def attendance(db: AsyncSession, moment: datetime) -> Attendance:
    """Whether a coach can come at this moment."""
    is_open = OpeningHours(get_organisation()).is_open(moment)
    # Outside the hours a coach without room only finishes what they have.
    there = [one for one in await presence.present_coaches(db) if is_open or one.has_room]
    return Attendance(is_open, bool(there))


async def tell_what_to_expect(
    db: AsyncSession, escalation: Escalation, moment: datetime | None = None
) -> None:
    """Say in the thread what will happen, with the choices that the worker has."""
    moment = moment or now()
    there = await attendance(db, moment)
    sharing = await _sharing(db, escalation)
    if there.is_anybody_there:
        text = await _waiting_text(db, escalation, moment, asks_to_share=bool(sharing))
        await notice(db, escalation.conversation_id, text, *sharing, back_to_the_bot())
        return
    choices = [*other_ways(), *sharing, back_to_the_bot()]
    await notice(db, escalation.conversation_id, nobody_there_text(there, moment), *choices)


async def status_text(db: AsyncSession, position: int) -> str:
    """The same in one line, for the status that stays on screen."""
    there = await attendance(db, now())
    if there.is_anybody_there:
        return say("status_waiting", position=position)
    return say("status_waiting_nobody" if there.is_open else "status_waiting_closed")


async def tell_back_in_line(db: AsyncSession, escalation: Escalation, before: str) -> None:
    """Say that the worker waits once more; `before` says why. Honest when nobody can come."""
    moment = now()
    there = await attendance(db, moment)
    if there.is_anybody_there:
        position = await EscalationRepository(db).position(escalation)
        standing, ways = say("back_in_line", position=position), []
    else:
        standing, ways = nobody_there_text(there, moment), other_ways()
    text = "\n".join([before, say("nothing_again"), standing])
    await notice(db, escalation.conversation_id, text, *ways, back_to_the_bot())


def nobody_there_text(there: Attendance, moment: datetime) -> str:
    """Say honestly that nobody comes now, and when coaches are there."""
    if there.is_open:
        return say("waiting_nobody", hours=get_organisation().opening_hours_in_words)
    hours = OpeningHours(get_organisation())
    opening = hours.next_opening(moment)
    special = hours.special_day_now(moment)
    return say(
        "waiting_closed",
        why=say("closed_because", reason=special.reason) + " " if special else "",
        opening=moment_in_a_sentence(opening, moment) if opening else say("opening_unknown"),
    )


def other_ways() -> list[Offer]:
    """What a worker may choose instead of waiting."""
    offers = [Offer(say("button_call_back"), ButtonKind.ASK_CALL_BACK)]
    if get_organisation().appointments:
        offers.append(Offer(say("button_appointment"), ButtonKind.OFFER_DAYS))
    return offers


async def _waiting_text(
    db: AsyncSession, escalation: Escalation, moment: datetime, *, asks_to_share: bool
) -> str:
    position = await EscalationRepository(db).position(escalation)
    lines = [
        say("waiting", position=position),
        say("waiting_urgent") if escalation.is_urgent else "",
        await expectation_text(db, moment),
        say("waiting_type_ahead"),
        say("waiting_share") if asks_to_share else "",
    ]
    return "\n".join(line for line in lines if line)


async def expectation_text(db: AsyncSession, moment: datetime) -> str:
    """How long it took lately, or honestly that we cannot tell."""
    wait = await expected_wait(db, moment)
    if wait is None:
        return say("expected_wait_unknown")
    if wait.long_minutes == wait.median_minutes:
        return say("expected_wait_even", median=wait.median_minutes, count=wait.count)
    return say(
        "expected_wait", median=wait.median_minutes, long=wait.long_minutes, count=wait.count
    )


async def _sharing(db: AsyncSession, escalation: Escalation) -> list[Offer]:
    """Only for who has an account to show."""
    conversation = await db.get_one(Conversation, escalation.conversation_id)
    if conversation.worker_id is None or escalation.shares_account:
        return []
    if await LearningAccountRepository(db).of_worker(conversation.worker_id) is None:
        return []
    return [Offer(say("button_share"), ButtonKind.SHARE_ACCOUNT, str(escalation.id))]
