"""The same bridge on PostgreSQL: linking, money, a coach, a bad day, and parting."""

import pytest

from api.settings import Settings
from tests.channels.telegram.conftest import link, signed_in
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import FakeTelegram
from tests.conftest import RunningApi
from tests.support.rasa import Question, ScriptedRasa, answer, reply


@pytest.fixture
def settings(settings: Settings, postgresql_url: str) -> Settings:
    """Settings with a fresh PostgreSQL database."""
    settings.database_url = postgresql_url
    return settings


async def test_from_first_word_to_parting(
    api: RunningApi, person: Person, telegram: FakeTelegram, rasa: ScriptedRasa
) -> None:
    telegram.faults.doubled = 0.5
    await person.says("hoi")
    await person.reads("echo: hoi")
    async with signed_in(api) as chat:
        await link(chat, person)

        async def script(_question: Question) -> object:
            return answer(reply("€ 630,00", metadata={"kind": "own_account"}))

        rasa.script = script
        await person.says("/saldo")
        await person.reads("Dit bericht gaat over je eigen geld")
        await person.presses("Laat bedragen zien op Telegram")
        await person.reads("€ 630,00")
        telegram.blocked.add(person.id)
        await chat.ask("op de site")
        telegram.blocked.clear()
        await person.says("/coach")
        await person.reads("coach")
        await person.says("/ontkoppel")
        await person.reads("is losgekoppeld")
    await person.says("/start fout")
    await person.reads("Deze code werkt niet")
