"""Promises about coaches among each other: one speaks, the others may be asked or told."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from api.console.conversation.case import case_of
from api.console.conversation.handover import handover_of
from api.conversations.gateway import Incoming
from api.conversations.opening import open_conversation
from api.errors import LeermaatError
from api.escalations import notes, service, transfers
from api.escalations.tables import Coach
from api.escalations.teamwork_tables import EscalationNote
from tests.conftest import RunningApi


async def coaches_with_a_conversation(api: RunningApi) -> tuple[UUID, Coach, Coach]:
    """A hand-off that Sanne has, and her colleague Youssef."""
    async with api.database.transaction() as db:
        pair = [Coach(email=name, name=name, password_hash="x") for name in ("Sanne", "Youssef")]
        db.add_all(pair)
        conversation = await open_conversation(db, None)
    incoming = Incoming(uuid4(), text="Ik wil iemand spreken")
    message = await api.parts.gateway.receive(conversation.id, incoming)
    async with api.database.transaction() as db:
        escalation = await service.request(db, message, "asked")
        await service.claim(db, escalation.id, pair[0])
    return escalation.id, pair[0], pair[1]


async def may_speak(api: RunningApi, escalation_id: UUID, coach: Coach) -> bool:
    """Whether this coach can say something to the worker now."""
    try:
        async with api.database.transaction() as db:
            await service.answer(db, escalation_id, coach, "Hoi", uuid4())
    except LeermaatError:
        return False
    return True


class TestTransfer:
    async def test_until_it_is_taken_the_giver_speaks_and_from_then_on_the_taker(
        self, api: RunningApi
    ) -> None:
        id_, sanne, youssef = await coaches_with_a_conversation(api)
        async with api.database.transaction() as db:
            await transfers.offer(db, id_, sanne, youssef.id, "Hij weet meer van de bouw")
        assert await may_speak(api, id_, sanne)
        assert not await may_speak(api, id_, youssef)
        async with api.database.transaction() as db:
            await transfers.accept(db, id_, youssef)
        assert not await may_speak(api, id_, sanne)
        assert await may_speak(api, id_, youssef)

    async def test_after_a_refusal_all_is_as_it_was_and_the_giver_is_told(
        self, api: RunningApi
    ) -> None:
        id_, sanne, youssef = await coaches_with_a_conversation(api)
        async with api.database.transaction() as db:
            await transfers.offer(db, id_, sanne, youssef.id, None)
        async with api.database.transaction() as db:
            await transfers.decline(db, id_, youssef)
            assert handover_of(await case_of(db, id_)).unable == "Youssef"
        assert await may_speak(api, id_, sanne)
        assert not await may_speak(api, id_, youssef)

    @pytest.mark.parametrize("ending", ["taken_back", "closed", "other_offer", "accepted"])
    async def test_an_offer_that_is_over_cannot_be_taken(
        self, api: RunningApi, ending: str
    ) -> None:
        id_, sanne, youssef = await coaches_with_a_conversation(api)
        async with api.database.transaction() as db:
            db.add(other := Coach(email="Ans", name="Ans", password_hash="x"))
            await db.flush()
            await transfers.offer(db, id_, sanne, youssef.id, None)
            match ending:
                case "taken_back":
                    await transfers.take_back(db, id_, sanne)
                case "closed":
                    await service.resolve(db, id_, sanne, "")
                case "other_offer":
                    await transfers.offer(db, id_, sanne, other.id, None)
                case "accepted":
                    await transfers.accept(db, id_, youssef)
        for answer in (transfers.accept, transfers.decline):
            with pytest.raises(transfers.OfferOver):
                async with api.database.transaction() as db:
                    await answer(db, id_, youssef)

    async def test_nobody_gives_to_themselves_or_to_somebody_who_left(
        self, api: RunningApi
    ) -> None:
        id_, sanne, _youssef = await coaches_with_a_conversation(api)
        for colleague_id in (sanne.id, uuid4()):
            with pytest.raises(transfers.NoSuchColleague):
                async with api.database.transaction() as db:
                    await transfers.offer(db, id_, sanne, colleague_id, None)


class TestNotes:
    async def test_are_written_once_and_only_by_who_has_the_conversation(
        self, api: RunningApi
    ) -> None:
        id_, sanne, youssef = await coaches_with_a_conversation(api)
        client_id = uuid4()
        for _ in range(2):
            async with api.database.transaction() as db:
                await notes.write_note(db, id_, sanne, "Belt liever", client_id)
        with pytest.raises(service.NotYourConversation):
            async with api.database.transaction() as db:
                await notes.write_note(db, id_, youssef, "Ik ook", uuid4())
        async with api.database.reading() as db:
            kept = list(await db.scalars(select(EscalationNote)))
        assert [(note.number, note.text) for note in kept] == [(1, "Belt liever")]
