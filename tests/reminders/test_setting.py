"""Setting a reminder: on the day that was named, once, not in the past and not without end."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from api.reminders import service
from api.reminders.tables import Reminder
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.rasa import ScriptedRasa, answer

# Far ahead, so that none is sent meanwhile. In Amsterdam it is half past midnight, a day later.
NIGHT = datetime(2060, 11, 24, 23, 30, tzinfo=UTC)


class Clock:
    """The time as reminders have it."""

    def __init__(self) -> None:
        self.moment = NIGHT

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(service, "now", clock)
    return clock


@pytest.fixture
async def chat(api: RunningApi, rasa: ScriptedRasa, clock: Clock) -> AsyncIterator[Chat]:
    """A worker, and an assistant that does what the real action does with a day."""

    async def script(question: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {question['turn_token']}"}
        day = "2060-11-27" if "27 november" in question["text"] else None
        async with httpx.AsyncClient(base_url=api.address, headers=headers) as http:
            wished = await http.post("/turn/reminders", json={"day": day})
        wished.raise_for_status()
        return answer()

    rasa.script = script
    async with chatting(api.address) as chat:
        yield chat


async def standing(api: RunningApi, chat: Chat) -> list[Reminder]:
    """What is kept for this worker."""
    conversation_id = UUID(chat.welcome["conversation"])
    mine = select(Reminder).where(Reminder.conversation_id == conversation_id)
    async with api.database.reading() as db:
        return list(await db.scalars(mine))


async def press(chat: Chat, title: str) -> str:
    """Press, and return what the service says."""
    await chat.press(title)
    text: str = (await chat.next_from("service"))["text"]
    return text


async def test_named_day_is_that_day_also_just_after_midnight(api: RunningApi, chat: Chat) -> None:
    asked = await chat.ask("herinner me op 27 november", "service")
    assert "zaterdag 27 november" in asked["text"]
    assert "zaterdag 27 november" in await press(chat, "Ja, herinner me dan")
    [reminder] = await standing(api, chat)
    assert reminder.due_at == datetime(2060, 11, 27, 9, tzinfo=UTC)


async def test_same_choice_again_is_kept_once(api: RunningApi, chat: Chat) -> None:
    await chat.ask("herinner me aan de school", "service")
    assert "Ik stuur je een bericht" in await press(chat, "Morgen")
    assert await press(chat, "Morgen") == "Die herinnering staat er al."
    assert "Ik stuur je een bericht" in await press(chat, "Over een week")
    assert len(await standing(api, chat)) == 2


async def test_old_button_sets_nothing_in_the_past(
    api: RunningApi, chat: Chat, clock: Clock
) -> None:
    await chat.ask("herinner me aan de school", "service")
    clock.moment += timedelta(days=3)
    assert "al voorbij" in await press(chat, "Morgen")
    assert await standing(api, chat) == []


async def test_button_of_before_keeps_no_more_than_the_most(api: RunningApi, chat: Chat) -> None:
    await chat.ask("herinner me aan de school", "service")
    conversation_id = UUID(chat.welcome["conversation"])
    async with api.database.transaction() as db:
        for day in range(1, service.MOST_STANDING):
            due_at = NIGHT + timedelta(days=day)
            db.add(Reminder(conversation_id=conversation_id, what="iets", due_at=due_at))
    assert "Ik stuur je een bericht" in await press(chat, "Morgen")
    assert "al 10 herinneringen" in await press(chat, "Over een week")
    assert len(await standing(api, chat)) == service.MOST_STANDING
