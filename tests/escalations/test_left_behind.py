"""Who signs in leaves a visitor's thread for good: no coach comes there, and everybody hears so."""

from datetime import timedelta
from uuid import UUID

import pytest

from api.appointments.repository import AppointmentRepository
from api.appointments.tables import Appointment
from api.database import now
from api.escalations import service
from api.escalations.promises import CallBackRepository
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.hours import closed_today

Coaches = tuple[Coach, Coach]
OVER = "Er komt dus geen coach meer"


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    closed_today(monkeypatch)


async def ask_for_coach(chat: Chat) -> None:
    await chat.say("ik wil een mens spreken")
    await chat.next(lambda f: f.get("speaking") == "waiting")


async def told_after_signing_in(api: RunningApi, visitor: Chat) -> str:
    """What the worker's own thread says once this visitor's browser has signed in."""
    session, identity = visitor.welcome["session"], api.identity("w1")
    async with chatting(api.address, session=session, identity=identity) as chat:
        return chat.texts[-1]


async def test_place_in_the_queue_is_over_and_can_be_asked_for_anew(api: RunningApi) -> None:
    async with chatting(api.address) as visitor:
        await ask_for_coach(visitor)
        session, identity = visitor.welcome["session"], api.identity("w1")
        async with chatting(api.address, session=session, identity=identity) as chat:
            assert OVER in chat.texts[-1]
            async with api.database.reading() as db:
                assert await EscalationRepository(db).waiting() == []
            await chat.press("Praat met een coach")
            await chat.next(lambda f: f.get("speaking") == "waiting")
            async with api.database.reading() as db:
                [waiting] = await EscalationRepository(db).waiting()
    assert str(waiting.conversation_id) == chat.welcome["conversation"]


async def test_promise_to_write_back_is_over(api: RunningApi) -> None:
    async with chatting(api.address) as visitor:
        await ask_for_coach(visitor)
        await visitor.press("Laat een coach terugschrijven")
        await visitor.next(lambda f: f.get("text", "").startswith("Afgesproken."))
        assert OVER in await told_after_signing_in(api, visitor)
    async with api.database.reading() as db:
        assert await CallBackRepository(db).to_keep() == []


async def test_appointment_is_over(api: RunningApi, coaches: Coaches) -> None:
    starts_at = now() + timedelta(days=1)
    async with chatting(api.address) as visitor:
        conversation_id = UUID(visitor.welcome["conversation"])
        async with api.database.transaction() as db:
            db.add(
                Appointment(
                    conversation_id=conversation_id,
                    coach_id=coaches[0].id,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=30),
                )
            )
        assert OVER in await told_after_signing_in(api, visitor)
    async with api.database.reading() as db:
        assert await AppointmentRepository(db).to_come(conversation_id) is None


async def test_coach_who_speaks_reads_that_the_visitor_is_gone(
    api: RunningApi, coaches: Coaches
) -> None:
    async with chatting(api.address) as visitor:
        await ask_for_coach(visitor)
        async with api.database.transaction() as db:
            [waiting] = await EscalationRepository(db).waiting()
            await service.claim(db, waiting.id, coaches[0])
        assert OVER in await told_after_signing_in(api, visitor)
        await visitor.next(lambda f: "Hier leest niemand meer mee" in f.get("text", ""))
        async with api.database.transaction() as db:
            await service.resolve(db, waiting.id, coaches[0], "")


async def test_who_waited_for_nobody_hears_nothing(api: RunningApi) -> None:
    async with chatting(api.address) as visitor:
        await visitor.ask("hallo")
        assert OVER not in await told_after_signing_in(api, visitor)


async def test_another_worker_keeps_their_coach(api: RunningApi) -> None:
    async with chatting(api.address, identity=api.identity("w2")) as other:
        await ask_for_coach(other)
        assert OVER not in await told_after_signing_in(api, other)
    async with api.database.reading() as db:
        assert len(await EscalationRepository(db).waiting()) == 1
