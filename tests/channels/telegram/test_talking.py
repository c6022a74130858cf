"""A visitor on Telegram is heard and answered, in Telegram's own forms."""

import json
from datetime import timedelta

from sqlalchemy import select, update

from api.channels.telegram.tables import TelegramUpdate
from api.conversations.tables import Message
from api.database import now
from api.settings import Settings
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import FakeTelegram
from tests.conftest import RunningApi
from tests.support.rasa import Question, ScriptedRasa, answer, reply

BSN = "123456782"


async def ask_with(rasa: ScriptedRasa, person: Person, *replies: dict[str, object]) -> None:
    """Ask something that is answered with these replies."""

    async def script(_question: Question) -> object:
        return answer(*replies)

    rasa.script = script
    await person.says("vraag")


class TestTalking:
    async def test_first_words_are_the_disclosure_and_then_the_answer(
        self, person: Person, telegram: FakeTelegram
    ) -> None:
        await person.says("wat is scholing")
        await person.reads("echo: wat is scholing")
        assert "een computer, geen mens" in person.texts[0]
        assert telegram.of("sendChatAction") == []
        assert telegram.refused == []

    async def test_commands_are_registered_in_dutch(
        self, api: RunningApi, telegram: FakeTelegram
    ) -> None:
        commands = json.loads(telegram.of("setMyCommands")[0].given["commands"])
        names = [command["command"] for command in commands]
        assert names == ["start", "help", "saldo", "coach", "stop", "ontkoppel"]
        assert commands[4]["description"] == "Stuur mij niets meer"

    async def test_pressed_button_is_answered_at_once_and_then_in_the_chat(
        self, person: Person, rasa: ScriptedRasa
    ) -> None:
        await person.says("hoi")
        await person.reads("echo: hoi")
        press = await person.presses("Wie betaalt mijn opleiding?")
        assert await person.toast(press) == "Wie betaalt mijn opleiding?"
        await person.reads("echo: /opleiding_betalen_overzicht")

    async def test_typed_text_never_fires_an_intent(
        self, person: Person, rasa: ScriptedRasa
    ) -> None:
        for text in ("/affirm", "\u00a0/affirm", "/restart", '/inform{"a":"b"}'):
            await person.says(text)
        await person.has(5)
        for question in rasa.asked:
            assert not question["text"].startswith("/")
            assert question.get("payload") is None

    async def test_long_answer_comes_in_parts_with_the_buttons_under_the_last(
        self, person: Person, rasa: ScriptedRasa
    ) -> None:
        long = " ".join(f"Dit is zin {number} 😀." for number in range(600))
        buttons = [{"title": "Verder", "payload": "/verder"}]
        await ask_with(rasa, person, reply(long, buttons=buttons))
        await person.has(4)
        parts = person.messages[1:]
        assert " ".join(part["text"] for part in parts) == long
        assert all(part["text"].endswith("😀.") for part in parts)
        assert ["reply_markup" in part for part in parts] == [False, False, True]

    async def test_sources_are_links_and_never_markup(
        self, person: Person, rasa: ScriptedRasa
    ) -> None:
        source = {"name": "UWV *_[x](y)", "address": "https://www.uwv.nl/a", "page_date": "2026-03"}
        details = {"sources": [source], "checked_on": "2026-11-23"}
        await ask_with(rasa, person, reply("<b>Tekst</b> 😀 *ster*", metadata=details))
        text = await person.reads("*ster*")
        entity = json.loads(person.messages[-1]["entities"])[0]
        shown = text.encode("utf-16-le")[entity["offset"] * 2 :][: entity["length"] * 2]
        assert shown.decode("utf-16-le") == "UWV *_[x](y)"
        assert (entity["type"], entity["url"]) == ("text_link", "https://www.uwv.nl/a")
        assert "23 november 2026" in text
        assert "parse_mode" not in person.messages[-1]


class TestPrivacy:
    async def test_personal_number_is_masked_before_it_is_stored(
        self, person: Person, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await person.says(f"mijn bsn is {BSN}")
        await person.reads("Ik heb een nummer uit je bericht gehaald")
        await person.reads("echo: mijn bsn is [nummer weggehaald]")
        async with api.database.reading() as db:
            stored = (await db.scalars(select(TelegramUpdate))).all()
        assert stored
        assert all(BSN not in json.dumps(update.content) for update in stored)

    async def test_old_updates_are_dropped_after_seven_days(
        self, person: Person, api: RunningApi
    ) -> None:
        await person.says("oud")
        await person.reads("echo: oud")
        _, old = api.parts.telegram.jobs()
        for days, left in ((6, 1), (8, 0)):
            async with api.database.transaction() as db:
                await db.execute(
                    update(TelegramUpdate).values(received_at=now() - timedelta(days=days))
                )
            await old.run()
            async with api.database.reading() as db:
                assert len((await db.scalars(select(TelegramUpdate))).all()) == left


class TestLimits:
    async def test_twenty_first_message_in_a_minute_is_refused_but_not_a_cry_for_help(
        self, person: Person, settings: Settings, api: RunningApi, telegram: FakeTelegram
    ) -> None:
        settings.messages_per_minute = 3
        telegram.is_down = True
        for number in range(6):
            await person.says(f"bericht {number}")
        await person.says("ik wil dood")
        telegram.is_down = False
        await person.reads("Dat gaat me te snel")
        await person.reads("Denk je aan zelfdoding")
        assert person.texts.count(person.texts[-3]) == 1

    async def test_too_long_a_message_is_refused_kindly(self, person: Person) -> None:
        await person.says("a" * 2001)
        await person.reads("Je bericht is te lang")


class TestOldButtons:
    async def test_made_up_data_is_refused(self, person: Person, api: RunningApi) -> None:
        await person.says("hoi")
        await person.reads("echo: hoi")
        for data in ("x", "a" * 64, "'; DROP TABLE buttons; --", "../../etc", ""):
            press = await person.presses_data(data, person.messages[-1])
            assert "Deze knop werkt niet meer" in await person.toast(press)

    async def test_button_of_another_chat_is_refused(
        self, person: Person, telegram: FakeTelegram
    ) -> None:
        await person.says("hoi")
        await person.reads("echo: hoi")
        other = Person(telegram, 8)
        press = await other.presses_data(person.buttons[0]["callback_data"], person.messages[0])
        assert "Deze knop werkt niet meer" in await other.toast(press)

    async def test_button_of_thirty_days_ago_is_refused(
        self, person: Person, api: RunningApi
    ) -> None:
        await person.says("hoi")
        await person.reads("echo: hoi")
        async with api.database.transaction() as db:
            await db.execute(update(Message).values(sent_at=now() - timedelta(days=30)))
        press = await person.presses("Wie betaalt mijn opleiding?")
        assert "Deze knop werkt niet meer" in await person.toast(press)
