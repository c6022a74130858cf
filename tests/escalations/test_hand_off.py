"""A hand-off: one speaker at a time, nobody lost, and the tenth goes like the first."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.database import Database
from api.escalations import service
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.rasa import ScriptedRasa, answer, reply


class TestHandOff:
    async def test_ten_times_in_a_row(
        self, api: RunningApi, rasa: ScriptedRasa, coaches: tuple[Coach, Coach]
    ) -> None:
        sanne, _ = coaches
        async with chatting(api.address) as chat:
            await chat.until(lambda f: f["type"] == "message")
            for number in range(10):
                await self.hand_off_once(api, chat, sanne, number)
                asked_before = len(rasa.asked)
                back = await chat.ask(f"en nu de bot {number}")
                assert back["text"] == f"echo: en nu de bot {number}"
                assert len(rasa.asked) == asked_before + 1
                assert rasa.asked[-1]["new_session"] is True

    async def hand_off_once(self, api: RunningApi, chat: Chat, coach: Coach, number: int) -> None:
        await chat.press("Praat met een coach")
        await chat.next(lambda f: f.get("speaking") == "waiting")
        escalation_id = await waiting_one(api.database)
        await chat.say(f"voor de coach {number}")
        async with api.database.transaction() as db:
            await service.claim(db, escalation_id, coach)
        await chat.next(lambda f: f.get("speaking") == "coach" and f["coach"] == "Sanne")
        async with api.database.transaction() as db:
            await service.answer(db, escalation_id, coach, f"dag {number}", uuid4())
        said = await chat.next_from("coach")
        assert (said["name"], said["text"]) == ("Sanne", f"dag {number}")
        async with api.database.transaction() as db:
            await service.resolve(db, escalation_id, coach, "Jij belt morgen de school.")
        closing = await chat.next_from("service")
        assert "Jij belt morgen de school." in closing["text"]
        await chat.next(lambda f: f.get("speaking") == "bot")

    async def test_rasa_is_not_asked_while_a_hand_off_is_open(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        async with chatting(api.address) as chat:
            await start_waiting(chat)
            await chat.say("is daar iemand?")
            await chat.quiet_for(0.3)
        assert rasa.asked == []

    async def test_worker_who_types_in_the_queue_hears_once_that_it_is_kept(
        self, api: RunningApi
    ) -> None:
        async with chatting(api.address) as chat:
            await start_waiting(chat)
            kept = await chat.ask("het gaat over mijn contract", "service")
            assert kept["text"].startswith("Je bericht is bewaard.")
            await chat.say("en over mijn rooster")
            frames = await chat.quiet_for(0.3)
        assert [f["speaker"] for f in frames if f["type"] == "message"] == ["worker"]

    async def test_way_back_stays_within_reach(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            status = await start_waiting(chat)
            await chat.send(type="press", id=str(uuid4()), button=status["button"]["id"])
            await chat.next(lambda f: f.get("speaking") == "bot")

    async def test_worker_can_go_back_to_the_bot(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            await start_waiting(chat)
            await chat.press("Verder met de chatbot")
            await chat.next(lambda f: f.get("speaking") == "bot")
            assert (await chat.ask("hallo"))["text"] == "echo: hallo"

    async def test_going_back_too_late_leaves_the_coach_speaking(
        self, api: RunningApi, coaches: tuple[Coach, Coach]
    ) -> None:
        async with chatting(api.address) as chat:
            await start_waiting(chat)
            async with api.database.transaction() as db:
                await service.claim(db, await waiting_one(api.database), coaches[0])
            await chat.next(lambda f: f.get("speaking") == "coach")
            await chat.press("Verder met de chatbot")
            frames = await chat.quiet_for(0.3)
        assert not any(frame.get("speaking") == "bot" for frame in frames)

    async def test_asking_twice_keeps_one_place_in_the_queue(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            await start_waiting(chat)
            await chat.press("Praat met een coach")
            await chat.quiet_for(0.2)
        async with api.database.reading() as db:
            assert len(await EscalationRepository(db).waiting()) == 1

    async def test_position_moves_up(self, api: RunningApi, coaches: tuple[Coach, Coach]) -> None:
        async with chatting(api.address) as first, chatting(api.address) as second:
            await start_waiting(first)
            status = await start_waiting(second)
            assert status["position"] == 2
            async with api.database.transaction() as db:
                await service.claim(db, await waiting_one(api.database), coaches[0])
            moved = await second.next(lambda f: f["type"] == "status")
            assert moved["position"] == 1

    async def test_late_reply_of_the_bot_is_dropped(
        self, api: RunningApi, rasa: ScriptedRasa, coaches: tuple[Coach, Coach]
    ) -> None:
        permission = asyncio.Event()
        rasa.wait_for(permission)
        async with chatting(api.address) as chat:
            await chat.say("denk maar lang na")
            await start_waiting(chat)
            async with api.database.transaction() as db:
                await service.claim(db, await waiting_one(api.database), coaches[0])
            permission.set()
            frames = await chat.quiet_for(0.5)
        assert not any(frame.get("speaker") == "bot" for frame in frames)


class TestAskedThroughAnAction:
    async def test_turn_token_puts_its_worker_in_the_queue(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        rasa.script = asking_for_a_coach(api)
        async with chatting(api.address) as chat:
            waiting = await chat.ask("mijn vrouw wil graag met een adviseur overleggen", "service")
        assert waiting["buttons"][-1]["title"] == "Verder met de chatbot"
        assert len(rasa.asked) == 1


class TestClaim:
    async def test_only_the_coach_who_has_it_may_speak(
        self, api: RunningApi, coaches: tuple[Coach, Coach]
    ) -> None:
        sanne, youssef = coaches
        async with chatting(api.address) as chat:
            await start_waiting(chat)
            escalation_id = await waiting_one(api.database)
            async with api.database.transaction() as db:
                await service.claim(db, escalation_id, sanne)
            with pytest.raises(service.NotYourConversation):
                async with api.database.transaction() as db:
                    await service.answer(db, escalation_id, youssef, "hallo", uuid4())


async def start_waiting(chat: Chat) -> dict[str, Any]:
    """Press the button, and return the status that follows."""
    await chat.until(lambda f: f["type"] == "message")
    await chat.press("Praat met een coach")
    return await chat.next(lambda f: f.get("speaking") == "waiting")


async def waiting_one(database: Database) -> UUID:
    """The hand-off that has waited longest."""
    async with database.reading() as db:
        return (await EscalationRepository(db).waiting())[0].id


def asking_for_a_coach(api: RunningApi) -> Any:
    """A script that does what the real action does: ask the API, and leave the speaking to it."""
    import httpx

    async def script(question: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {question['turn_token']}"}
        async with httpx.AsyncClient(base_url=api.address, headers=headers) as http:
            response = await http.post("/turn/escalation", json={"reason": "asked"})
        assert response.status_code == 201
        return answer(reply(None))

    return script
