"""Promises about which coaches are there, and how much each gets."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from api.conversations.opening import open_conversation
from api.conversations.repository import MessageRepository, Utterance
from api.conversations.tables import Speaker
from api.database import Database, now
from api.errors import LeermaatError
from api.escalations import presence, service
from api.escalations.tables import AwayReason, Coach, Escalation, Role
from api.settings import Settings
from api.signals import DESK, Signals


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """A migrated database."""
    database = Database(settings.database_url, Signals())
    yield database
    await database.close()


async def add_coach(database: Database, name: str = "Sanne", **values: object) -> Coach:
    """Somebody of the organisation."""
    coach = Coach(email=f"{name}-{uuid4()}@x.example", name=name, password_hash="", **values)
    async with database.transaction() as db:
        db.add(coach)
    return coach


async def ask(database: Database) -> Escalation:
    """A visitor who asks for a coach."""
    async with database.transaction() as db:
        conversation = await open_conversation(db, None)
        said = Utterance(Speaker.WORKER, "", "Ik wil iemand spreken", uuid4())
        message = await MessageRepository(db, conversation.id).append(said)
        return await service.request(db, message, "asked")


async def connect(database: Database, coach: Coach) -> None:
    """The coach opens a page of the console."""
    async with database.transaction() as db:
        await presence.connect(db, coach.id)


async def anybody(database: Database) -> bool:
    """Whether a worker who asks now can be answered."""
    async with database.reading() as db:
        return bool(await presence.present_coaches(db))


class TestPresence:
    async def test_nobody_is_there_until_a_page_is_open(self, database: Database) -> None:
        coach = await add_coach(database)
        assert not await anybody(database)
        await connect(database, coach)
        assert await anybody(database)

    async def test_ends_soon_after_the_last_page_went(self, database: Database) -> None:
        coach = await add_coach(database)
        await connect(database, coach)
        for age, expected in ((44, True), (46, False)):
            async with database.transaction() as db:
                until = now() + presence.CONNECTED_FOR - timedelta(seconds=age)
                await db.execute(update(Coach).values(connected_until=until))
            assert await anybody(database) is expected

    @pytest.mark.parametrize("role", list(Role))
    async def test_only_who_speaks_with_workers_counts(
        self, database: Database, role: Role
    ) -> None:
        await connect(database, await add_coach(database, role=role))
        assert await anybody(database) is (role in (Role.COACH, Role.LEAD))

    async def test_disabled_coach_does_not_count(self, database: Database) -> None:
        await connect(database, await add_coach(database, disabled_at=now()))
        assert not await anybody(database)

    async def test_away_is_not_there_until_back(self, database: Database) -> None:
        coach = await add_coach(database)
        await connect(database, coach)
        async with database.transaction() as db:
            await presence.go_away(db, coach.id, AwayReason.BREAK)
        await connect(database, coach)
        assert not await anybody(database)
        async with database.transaction() as db:
            await presence.come_back(db, coach.id)
        assert await anybody(database)

    async def test_change_rings_the_desk_and_staying_does_not(self, database: Database) -> None:
        coach = await add_coach(database)
        with database.signals.listening(DESK) as listener:
            await connect(database, coach)
            assert await listener.wait(1)
            await connect(database, coach)
            assert not await listener.wait(0.05)


class TestCapacity:
    async def test_one_more_than_fits_is_refused_and_stays_waiting(
        self, database: Database
    ) -> None:
        coach = await add_coach(database, capacity=2)
        waiting = [await ask(database) for _ in range(3)]
        for escalation in waiting[:2]:
            async with database.transaction() as db:
                await service.claim(db, escalation.id, coach)
        with pytest.raises(presence.AtCapacity):
            async with database.transaction() as db:
                await service.claim(db, waiting[2].id, coach)
        assert await in_hand(database, coach) == 2
        async with database.transaction() as db:
            await service.resolve(db, waiting[0].id, coach, "")
        async with database.transaction() as db:
            await service.claim(db, waiting[2].id, coach)

    async def test_pressing_twice_is_no_reason_to_refuse(self, database: Database) -> None:
        coach = await add_coach(database, capacity=1)
        escalation = await ask(database)
        for _ in range(2):
            async with database.transaction() as db:
                await service.claim(db, escalation.id, coach)

    async def test_holds_when_everything_is_taken_at_once(self, database: Database) -> None:
        coach = await add_coach(database, capacity=3)
        waiting = [await ask(database) for _ in range(8)]

        async def take(escalation: Escalation) -> str:
            try:
                async with database.transaction() as db:
                    await service.claim(db, escalation.id, coach)
            except LeermaatError as error:
                return error.code
            return "taken"

        outcomes = await asyncio.gather(*map(take, waiting))
        assert sorted(outcomes) == ["AtCapacity"] * 5 + ["taken"] * 3
        assert await in_hand(database, coach) == 3

    async def test_follows_the_organisation_unless_set(self, database: Database) -> None:
        coach = await add_coach(database)
        assert presence.capacity_of(coach) == 5
        async with database.transaction() as db:
            await presence.set_capacity(db, coach.id, 0)
        await connect(database, coach)
        async with database.reading() as db:
            (load,) = await presence.present_coaches(db)
        assert (load.capacity, load.has_room) == (0, False)


async def in_hand(database: Database, coach: Coach) -> int:
    """How many conversations the coach has."""
    async with database.reading() as db:
        mine = select(func.count()).select_from(Escalation).where(Escalation.coach_id == coach.id)
        return await db.scalar(mine) or 0
