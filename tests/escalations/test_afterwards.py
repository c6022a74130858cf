"""After a talk: a grade once, a sentence that is not for the bot, and being asked later."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update

from api.database import now
from api.escalations import service
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation
from api.reminders.sending import Reminders
from api.reminders.tables import Reminder
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.hours import always_open
from tests.support.rasa import ScriptedRasa, answer, reply

Coaches = tuple[Coach, Coach]
ASK_LATER = "Vraag me over een week hoe het ging"


@pytest.fixture(autouse=True)
def open_all_day(monkeypatch: pytest.MonkeyPatch) -> None:
    always_open(monkeypatch)


async def finish_talk(
    api: RunningApi, chat: Chat, coach: Coach, agreements: str = "Jij belt de school."
) -> UUID:
    """A whole hand-off; yields the question for a grade."""
    await chat.say("ik wil een mens spreken")
    await chat.next(lambda f: f.get("speaking") == "waiting")
    async with api.database.transaction() as db:
        escalation = (await EscalationRepository(db).waiting())[0]
        await service.claim(db, escalation.id, coach)
    async with api.database.transaction() as db:
        await service.resolve(db, escalation.id, coach, agreements)
    await chat.next(lambda f: "Kies een cijfer" in f.get("text", ""))
    return escalation.id


async def the_one(api: RunningApi, escalation_id: UUID) -> Escalation:
    async with api.database.reading() as db:
        return await db.get_one(Escalation, escalation_id)


class TestRating:
    async def test_grade_and_a_sentence_that_rasa_never_sees(
        self, api: RunningApi, rasa: ScriptedRasa, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            escalation_id = await finish_talk(api, chat, coaches[0])
            await chat.press("4")
            await chat.next_from("service")
            await chat.press("Ik wil er iets bij schrijven")
            await chat.next_from("service")
            await chat.say("Sanne luisterde goed")
            await chat.next(lambda f: "Je zin is bewaard" in f.get("text", ""))
            assert rasa.asked == []
            assert (await chat.ask("en nu de bot"))["text"] == "echo: en nu de bot"
        rated = await the_one(api, escalation_id)
        assert (rated.rating, rated.rating_words) == (4, "Sanne luisterde goed")

    async def test_second_grade_changes_nothing(self, api: RunningApi, coaches: Coaches) -> None:
        async with chatting(api.address) as chat:
            escalation_id = await finish_talk(api, chat, coaches[0])
            await chat.press("5, heel goed")
            await chat.next_from("service")
            await chat.press("1, slecht")
            await chat.next(lambda f: "al een cijfer" in f.get("text", ""))
        assert (await the_one(api, escalation_id)).rating == 5

    async def test_skipped_is_not_asked_again(self, api: RunningApi, coaches: Coaches) -> None:
        async with chatting(api.address) as chat:
            escalation_id = await finish_talk(api, chat, coaches[0])
            await chat.press("Overslaan")
            await chat.next(lambda f: "slaan we dat over" in f.get("text", ""))
        rated = await the_one(api, escalation_id)
        assert rated.rating is None
        assert rated.rated_at

    async def test_who_just_goes_on_is_answered_by_the_bot(
        self, api: RunningApi, rasa: ScriptedRasa, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            await finish_talk(api, chat, coaches[0])
            assert (await chat.ask("wat is een cao"))["text"] == "echo: wat is een cao"

    async def test_person_and_help_come_before_the_sentence(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            escalation_id = await finish_talk(api, chat, coaches[0])
            await chat.press("2")
            await chat.next_from("service")
            await chat.press("Ik wil er iets bij schrijven")
            await chat.next_from("service")
            await chat.say("ik wil dood")
            await chat.next(lambda f: "113" in f.get("text", ""))
            await chat.say("Ik wil een coach spreken")
            await chat.next(lambda f: f.get("speaking") == "waiting")
        assert (await the_one(api, escalation_id)).rating_words is None


class TestAgreements:
    async def test_bot_knows_them_of_this_worker_only(
        self, api: RunningApi, rasa: ScriptedRasa, coaches: Coaches
    ) -> None:
        plans: list[Any] = []
        rasa.script = asking_for_the_plan(api, plans)
        async with chatting(api.address) as chat, chatting(api.address) as other:
            await finish_talk(api, chat, coaches[0], "Jij belt morgen de school.")
            await chat.ask("wat had ik afgesproken")
            await other.ask("wat had ik afgesproken")
        mine, theirs = plans
        assert [one["agreements"] for one in mine["agreements"]] == ["Jij belt morgen de school."]
        assert mine["agreements"][0]["coach"] == "Sanne"
        assert theirs["agreements"] == []


class TestAskingLater:
    async def test_nobody_is_asked_without_wanting_it(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            await finish_talk(api, chat, coaches[0])
        async with api.database.reading() as db:
            assert list(await db.scalars(select(Reminder))) == []

    async def test_asks_once_after_a_week(self, api: RunningApi, coaches: Coaches) -> None:
        async with chatting(api.address) as chat:
            await finish_talk(api, chat, coaches[0])
            for _ in range(2):
                await chat.press(ASK_LATER)
                await chat.next_from("service")
            async with api.database.reading() as db:
                [planned] = list(await db.scalars(select(Reminder)))
            assert timedelta(days=6) < planned.due_at - now() < timedelta(days=8)
            await make_due(api)
            for _ in range(2):
                await Reminders(api.database).send_due()
            asked = await chat.next(lambda f: "Een week geleden" in f.get("text", ""))
            assert "Jij belt de school." in asked["text"]
            assert await chat.quiet_for(0.2) == []

    async def test_waits_while_a_person_is_speaking(
        self, api: RunningApi, coaches: Coaches
    ) -> None:
        async with chatting(api.address) as chat:
            await finish_talk(api, chat, coaches[0])
            await chat.press(ASK_LATER)
            await chat.next_from("service")
            await make_due(api)
            await chat.say("ik wil een mens spreken")
            await chat.next(lambda f: f.get("speaking") == "waiting")
            await Reminders(api.database).send_due()
            frames = await chat.quiet_for(0.2)
        assert not any("Een week geleden" in frame.get("text", "") for frame in frames)

    async def test_stop_means_quiet(self, api: RunningApi, coaches: Coaches) -> None:
        async with chatting(api.address) as chat:
            await finish_talk(api, chat, coaches[0])
            await chat.press(ASK_LATER)
            await chat.next_from("service")
            await make_due(api)
            await Reminders(api.database).send_due()
            await chat.next(lambda f: "Een week geleden" in f.get("text", ""))
            await remind_tomorrow(api, chat)
            await chat.press("Stuur me geen herinneringen meer")
            await chat.next(lambda f: "Wat er nog stond" in f.get("text", ""))
            await make_due(api)
            await Reminders(api.database).send_due()
            frames = await chat.quiet_for(0.3)
        assert not any(frame.get("speaker") == "service" for frame in frames)


async def remind_tomorrow(api: RunningApi, chat: Chat) -> None:
    """A reminder that stands for tomorrow."""
    from api.reminders.service import offer_moments

    conversation_id = UUID(chat.welcome["conversation"])
    async with api.database.transaction() as db:
        await offer_moments(db, conversation_id, "bel de school", None)
    await chat.next(lambda f: "Wanneer zal ik" in f.get("text", ""))
    await chat.press("Morgen")
    await chat.next(lambda f: "Ik stuur je een bericht" in f.get("text", ""))


async def make_due(api: RunningApi) -> None:
    """As if the time had come."""
    async with api.database.transaction() as db:
        await db.execute(update(Reminder).values(due_at=now() - timedelta(minutes=1)))


def asking_for_the_plan(api: RunningApi, plans: list[Any]) -> Any:
    """A script that does what the real action does: ask the API for the plan."""

    async def script(question: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {question['turn_token']}"}
        async with httpx.AsyncClient(base_url=api.address, headers=headers) as http:
            plans.append((await http.get("/turn/escalation/plan")).json())
        return answer(reply("je plan"))

    return script
