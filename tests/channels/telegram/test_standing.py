"""An action can ask how the worker stands with Telegram, and says the right thing."""

import httpx
import pytest

from tests.channels.telegram.conftest import link, signed_in
from tests.channels.telegram.fake.person import Person
from tests.conftest import RunningApi
from tests.support.chat import chatting
from tests.support.rasa import Question, ScriptedRasa, answer, reply


@pytest.fixture
def told(api: RunningApi, rasa: ScriptedRasa) -> list[str]:
    """What the API tells an action of every turn."""
    told: list[str] = []

    async def script(question: Question) -> object:
        headers = {"Authorization": f"Bearer {question['turn_token']}"}
        async with httpx.AsyncClient(base_url=api.address, headers=headers) as http:
            told.append((await http.get("/turn/telegram")).json()["standing"])
            told.append((await http.get("/turn/account")).json().get("error", ""))
        return answer(reply("klaar"))

    rasa.script = script
    return told


async def test_each_standing(api: RunningApi, person: Person, told: list[str]) -> None:
    async with chatting(api.address) as visitor:
        await visitor.ask("hoe koppel ik telegram")
    await person.says("hoe koppel ik telegram")
    await person.reads("klaar")
    async with signed_in(api) as chat:
        await chat.ask("hoe koppel ik telegram")
        await link(chat, person)
        await chat.ask("hoe koppel ik telegram")
    assert told[::2] == ["visitor", "on_telegram", "unlinked", "linked"]
    assert told[1:4:2] == ["NotSignedIn", "NotLinked"]


async def test_only_turns_may_ask(api: RunningApi) -> None:
    async with httpx.AsyncClient(base_url=api.address) as http:
        assert (await http.get("/turn/telegram")).status_code == 401
