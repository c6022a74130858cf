"""A coach drops out: the worker goes back to the head of the queue, and hears so."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from api.database import now
from api.escalations import presence, service
from api.escalations.releasing import SHIFT_GRACE, DropOuts, release
from api.escalations.repository import EscalationRepository
from api.escalations.tables import (
    AwayReason,
    Coach,
    Escalation,
    EscalationRelease,
    ReleaseReason,
)
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.hours import always_open, at_the_desk

Coaches = tuple[Coach, Coach]
GONE_AFTER = timedelta(minutes=3)


@pytest.fixture(autouse=True)
def open_all_day(monkeypatch: pytest.MonkeyPatch) -> None:
    always_open(monkeypatch)


async def talk(api: RunningApi, chat: Chat, coach: Coach) -> UUID:
    """A worker and this coach are in conversation."""
    await chat.say("ik wil een mens spreken")
    await chat.next(lambda f: f.get("speaking") == "waiting")
    async with api.database.transaction() as db:
        escalation = (await EscalationRepository(db).waiting())[-1]
        await service.claim(db, escalation.id, coach)
    await chat.next(lambda f: f.get("speaking") == "coach")
    return escalation.id


async def make_claim_older(api: RunningApi, by: timedelta) -> None:
    async with api.database.transaction() as db:
        in_hand = update(Escalation).where(Escalation.claimed_at.is_not(None))
        await db.execute(in_hand.values(claimed_at=now() - by))


class TestDropOut:
    async def test_lost_connection_brings_the_worker_back_at_the_head(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        sanne, youssef = coaches
        await at_the_desk(api.database, youssef.id)
        async with chatting(api.address) as other, chatting(api.address) as chat:
            escalation_id = await talk(api, chat, sanne)
            await other.say("ik wil een mens spreken")
            await other.next(lambda f: f.get("position") == 1)
            await make_claim_older(api, GONE_AFTER * 2)
            await at_the_desk(api.database, sanne.id, minutes=-4)
            await DropOuts(api.database, GONE_AFTER).release_all()
            told = await chat.next(lambda f: "De verbinding met Sanne is weg" in f.get("text", ""))
            status = await chat.next(lambda f: f["type"] == "status")
            assert (status["speaking"], status["position"]) == ("waiting", 1)
            await other.next(lambda f: f.get("position") == 2)
            assert "Je hoeft niets opnieuw te vertellen" in told["text"]
            async with api.database.transaction() as db:
                await service.claim(db, escalation_id, youssef)
                await service.answer(db, escalation_id, youssef, "Ik neem het over.", uuid4())
            assert (await chat.next_from("coach"))["name"] == "Youssef"

    async def test_coach_who_comes_back_in_time_keeps_it(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            await talk(api, chat, coaches[0])
            await make_claim_older(api, GONE_AFTER * 2)
            await at_the_desk(api.database, coaches[0].id, minutes=-2)
            await DropOuts(api.database, GONE_AFTER).release_all()
            frames = await chat.quiet_for(0.3)
        assert frames == []

    async def test_end_of_shift_hands_over_after_a_moment(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            await talk(api, chat, coaches[0])
            await at_the_desk(api.database, coaches[0].id)
            async with api.database.transaction() as db:
                await presence.go_away(db, coaches[0].id, AwayReason.SHIFT_OVER)
            await DropOuts(api.database, GONE_AFTER).release_all()
            assert await chat.quiet_for(0.2) == []
            before = now() - SHIFT_GRACE * 2
            async with api.database.transaction() as db:
                await db.execute(update(Coach).values(away_since=before))
            await make_claim_older(api, SHIFT_GRACE * 2)
            await DropOuts(api.database, GONE_AFTER).release_all()
            await chat.next(lambda f: "klaar met werken" in f.get("text", ""))

    async def test_break_changes_nothing(self, api: RunningApi, coaches: Coaches) -> None:
        async with chatting(api.address) as chat:
            await talk(api, chat, coaches[0])
            await at_the_desk(api.database, coaches[0].id)
            await make_claim_older(api, SHIFT_GRACE * 2)
            async with api.database.transaction() as db:
                await presence.go_away(db, coaches[0].id, AwayReason.BREAK)
            await DropOuts(api.database, GONE_AFTER).release_all()
            assert await chat.quiet_for(0.2) == []

    async def test_giving_back_is_noted_and_done_once(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            escalation_id = await talk(api, chat, coaches[0])
            for _ in range(2):
                async with api.database.transaction() as db:
                    escalation = await EscalationRepository(db).by_id(escalation_id, lock=True)
                    assert escalation
                    await release(db, escalation, coaches[0], ReleaseReason.GIVEN_BACK)
            await chat.next(lambda f: "aan een collega" in f.get("text", ""))
        async with api.database.reading() as db:
            released = list(await db.scalars(select(EscalationRelease)))
        assert [one.reason for one in released] == [ReleaseReason.GIVEN_BACK]

    async def test_coach_who_lost_it_may_not_speak_any_more(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            escalation_id = await talk(api, chat, coaches[0])
            async with api.database.transaction() as db:
                escalation = await EscalationRepository(db).by_id(escalation_id, lock=True)
                assert escalation
                await release(db, escalation, coaches[0], ReleaseReason.CONNECTION_LOST)
            with pytest.raises(service.NotYourConversation):
                async with api.database.transaction() as db:
                    await service.answer(db, escalation_id, coaches[0], "ben ik er nog?", uuid4())
