"""Outside opening hours: a coach who is there counts, and nobody waits for one who is not."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from api.database import now
from api.escalations import presence, service
from api.escalations.alarms import is_raised, raise_alarms
from api.escalations.closing_time import ClosingTime
from api.escalations.releasing import release
from api.escalations.repository import EscalationRepository
from api.escalations.tables import AwayReason, CallBack, Coach, Escalation, ReleaseReason
from tests.conftest import RunningApi
from tests.escalations.test_waiting import ask_for_coach, make_earlier, the_one, titles
from tests.support.chat import Chat, chatting
from tests.support.hours import at_the_desk, closed_today

Coaches = tuple[Coach, Coach]


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    closed_today(monkeypatch)


async def status_of(chat: Chat) -> str:
    """What stands above the conversation while the worker waits."""
    text: str = (await chat.until(lambda f: f.get("speaking") == "waiting"))["text"]
    return text


async def test_coach_who_is_there_counts(api: RunningApi, coaches: Coaches) -> None:
    await at_the_desk(api.database, coaches[0].id)
    async with chatting(api.address) as chat:
        told = await ask_for_coach(chat)
        assert "Je plek in de rij: 1." in told["text"]
        assert titles(told) == ["Verder met de chatbot"]
        assert await status_of(chat) == "Je wacht op een coach. Plek 1."
        await make_earlier(api, minutes=16)
        await ClosingTime(api.database).look()
        assert (await the_one(api)).withdrawn_at is None
        async with api.database.transaction() as db:
            await service.claim(db, (await the_one(api)).id, coaches[0])
        await chat.next(lambda f: f.get("speaking") == "coach")


async def test_coach_whose_hands_are_full_does_not_come(api: RunningApi, coaches: Coaches) -> None:
    await at_the_desk(api.database, coaches[0].id)
    async with api.database.transaction() as db:
        await presence.set_capacity(db, coaches[0].id, 0)
    async with chatting(api.address) as chat:
        told = await ask_for_coach(chat)
        assert "Er is nu geen coach. De coaches zijn er weer op " in told["text"]
        assert await status_of(chat) == "Er is nu geen coach. Je vraag is bewaard."


async def test_status_follows_who_comes_and_goes(api: RunningApi, coaches: Coaches) -> None:
    async with chatting(api.address) as chat:
        await ask_for_coach(chat)
        assert await status_of(chat) == "Er is nu geen coach. Je vraag is bewaard."
        async with api.database.transaction() as db:
            await presence.connect(db, coaches[0].id)
        await chat.next(lambda f: f.get("text") == "Je wacht op een coach. Plek 1.")
        async with api.database.transaction() as db:
            await presence.go_away(db, coaches[0].id, AwayReason.BREAK)
        await chat.next(lambda f: f.get("text") == "Er is nu geen coach. Je vraag is bewaard.")


async def test_who_still_waits_when_the_coach_leaves_gets_a_promise(
    api: RunningApi, coaches: Coaches
) -> None:
    await at_the_desk(api.database, coaches[0].id)
    async with chatting(api.address) as chat:
        await ask_for_coach(chat)
        await make_earlier(api, minutes=16)
        async with api.database.transaction() as db:
            await presence.go_away(db, coaches[0].id, AwayReason.SHIFT_OVER)
        await ClosingTime(api.database).look()
        await chat.next(lambda f: "uiterlijk op" in f.get("text", ""))
        await chat.next(lambda f: f.get("speaking") == "bot")


async def test_promise_that_was_not_kept_is_made_up_for_by_who_is_there(
    api: RunningApi, coaches: Coaches
) -> None:
    async with chatting(api.address) as chat:
        await ask_for_coach(chat)
        await chat.press("Laat een coach terugschrijven")
        await chat.next(lambda f: f.get("text", "").startswith("Afgesproken."))
        async with api.database.transaction() as db:
            await db.execute(update(CallBack).values(due_at=now() - timedelta(minutes=1)))
        await ClosingTime(api.database).look()
        assert (await the_one(api)).withdrawn_at
        await at_the_desk(api.database, coaches[0].id)
        await ClosingTime(api.database).look()
        await chat.next(lambda f: "niet op tijd gelukt" in f.get("text", ""))
        assert (await chat.next(lambda f: f.get("speaking") == "waiting"))["position"] == 1


async def test_alarm_rings_for_who_is_there(api: RunningApi, coaches: Coaches) -> None:
    async with chatting(api.address) as chat:
        await ask_for_coach(chat)
    await make_earlier(api, minutes=6)
    async with api.database.transaction() as db:
        await db.execute(update(Escalation).values(is_urgent=True))
        await raise_alarms(db, now())
    assert not is_raised(await the_one(api))
    await at_the_desk(api.database, coaches[0].id)
    async with api.database.transaction() as db:
        await raise_alarms(db, now())
    assert is_raised(await the_one(api))


@pytest.mark.parametrize("is_colleague_there", [False, True])
async def test_coach_who_drops_out_leaves_no_false_hope(
    api: RunningApi, coaches: Coaches, *, is_colleague_there: bool
) -> None:
    sanne, youssef = coaches
    await at_the_desk(api.database, sanne.id)
    async with chatting(api.address) as chat:
        await ask_for_coach(chat)
        async with api.database.transaction() as db:
            await service.claim(db, (await the_one(api)).id, sanne)
        await at_the_desk(api.database, sanne.id, minutes=-4)
        if is_colleague_there:
            await at_the_desk(api.database, youssef.id)
        async with api.database.transaction() as db:
            held = await EscalationRepository(db).by_id((await the_one(api)).id, lock=True)
            assert held
            await release(db, held, sanne, ReleaseReason.CONNECTION_LOST)
        told = await chat.next(lambda f: "De verbinding met Sanne is weg." in f.get("text", ""))
    assert "Je hoeft niets opnieuw te vertellen" in told["text"]
    assert ("Een coach neemt het over" in told["text"]) is is_colleague_there
    assert ("De coaches zijn er weer op" in told["text"]) is not is_colleague_there
    assert ("Laat een coach terugschrijven" in titles(told)) is not is_colleague_there
