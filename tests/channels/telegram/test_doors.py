"""A worker with two doors: answers go where they were asked, and money waits for a yes."""

import pytest
from sqlalchemy import select

from api.channels.telegram import routing
from api.channels.telegram.tables import TelegramChat
from api.conversations.repository import MessageRepository, Utterance
from api.conversations.tables import Conversation, Message, Speaker
from tests.channels.telegram.conftest import link, signed_in
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.waiting import until
from tests.conftest import RunningApi
from tests.support.chat import Chat
from tests.support.rasa import Question, ScriptedRasa, answer, reply

OWN = {"kind": "own_account"}
WAIT = "Dit bericht gaat over je eigen geld"
ALLOW = "Laat bedragen zien op Telegram"


def answer_with(rasa: ScriptedRasa, text: str, **metadata: object) -> None:
    """Let Rasa say this, whatever it is asked."""

    async def script(_question: Question) -> object:
        return answer(reply(text, metadata=metadata))

    rasa.script = script


async def say_as(api: RunningApi, chat: Chat, speaker: Speaker, text: str) -> None:
    """Let somebody say something in the worker's conversation."""
    async with api.database.transaction() as db:
        conversation = await db.scalar(
            select(Conversation).where(Conversation.worker_id.is_not(None))
        )
        assert conversation
        await MessageRepository(db, conversation.id).append(Utterance(speaker, "Sanne", text))


class TestWhereAnAnswerGoes:
    async def test_answer_goes_where_the_question_came_from(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api) as chat:
            await link(chat, person)
            await chat.ask("op de site")
            await person.says("op mijn telefoon")
            await person.reads("echo: op mijn telefoon")
            await chat.until(lambda f: f.get("text") == "echo: op mijn telefoon")
        assert "echo: op de site" not in person.texts

    async def test_coach_is_heard_where_the_worker_was_last(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api) as chat:
            await link(chat, person)
            await person.says("op mijn telefoon")
            await person.reads("echo: op mijn telefoon")
            await say_as(api, chat, Speaker.COACH, "Dag, met Sanne.")
            assert await person.reads("Dag, met Sanne.") == "Sanne, coach\nDag, met Sanne."

    async def test_coach_seen_on_the_web_does_not_come_to_telegram(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api) as chat:
            await link(chat, person)
            await chat.ask("op de site")
            await say_as(api, chat, Speaker.COACH, "Dag, met Sanne.")
            await chat.until(lambda f: f.get("text") == "Dag, met Sanne.")
            seen = await chat.until(lambda f: f.get("text") == "Dag, met Sanne.")
            await until(
                api.database,
                select(TelegramChat.chat_id).where(TelegramChat.web_seq >= seen["seq"]),
            )
            await person.says("nu hier")
            await person.reads("echo: nu hier")
        assert not any("Dag, met Sanne." in text for text in person.texts)

    async def test_coach_unread_for_two_minutes_comes_to_telegram_after_all(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api) as chat:
            await link(chat, person)
            await chat.ask("op de site")
        await say_as(api, chat, Speaker.COACH, "Dag, met Sanne.")
        await say_as(api, chat, Speaker.COACH, "Ben je er nog?")
        other = Person(person.telegram, 8)
        await other.says("hoi")
        await other.reads("echo: hoi")
        assert not any("Sanne" in text for text in person.texts)
        async with api.database.transaction() as db:
            sent_at = Message.sent_at
            for message in await db.scalars(select(Message).where(sent_at.is_not(None))):
                message.sent_at -= routing.UNREAD_FOR
        await person.reads("Ben je er nog?")
        assert "Dag, met Sanne." in person.texts[-2]


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "metadata"),
        [
            ("Er staat geld op je rekening.", OWN),
            ("Je hebt nog € 630,00.", {}),
            ("Wil je 250 euro reserveren?", {}),
        ],
    )
    async def test_own_money_waits_for_a_yes(
        self,
        api: RunningApi,
        person: Person,
        rasa: ScriptedRasa,
        text: str,
        metadata: dict[str, object],
    ) -> None:
        answer_with(rasa, text, **metadata)
        async with signed_in(api) as chat:
            await link(chat, person)
            await person.says("saldo")
            await person.reads(WAIT)
            await chat.until(lambda f: f.get("text") == text)
            assert text not in str(person.messages)
            await person.presses(ALLOW)
            assert await person.reads(text) == text
            await person.reads("Vanaf nu laat ik op Telegram ook bedragen zien")
            await person.says("saldo")
            await person.has(len(person.texts) + 1)
            assert person.texts[-1] == text

    async def test_coach_who_names_an_amount_has_to_wait_too(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api) as chat:
            await link(chat, person)
            await person.says("hoi")
            await person.reads("echo: hoi")
            await say_as(api, chat, Speaker.COACH, "Je hebt nog € 630,00.")
            await person.reads(WAIT)
        assert "630" not in str(person.messages)

    async def test_general_facts_with_amounts_are_for_everybody(
        self, api: RunningApi, person: Person, rasa: ScriptedRasa
    ) -> None:
        answer_with(rasa, "Het budget is € 1.000.", topic="stap", sources=[])
        async with signed_in(api) as chat:
            await link(chat, person)
            await person.says("stap")
            await person.reads("€ 1.000")

    async def test_yes_can_be_taken_back(
        self, api: RunningApi, person: Person, rasa: ScriptedRasa
    ) -> None:
        answer_with(rasa, "€ 630,00", **OWN)
        async with signed_in(api) as chat:
            await link(chat, person)
            await person.presses(ALLOW)
            await person.reads("Vanaf nu laat ik op Telegram ook bedragen zien")
            await person.presses("Toch geen bedragen op Telegram")
            await person.reads("laat ik geen bedragen meer zien")
            await person.says("saldo")
            await person.reads(WAIT)
        assert "630" not in str(person.messages)

    async def test_linking_anew_asks_anew(
        self, api: RunningApi, person: Person, rasa: ScriptedRasa
    ) -> None:
        answer_with(rasa, "€ 630,00", **OWN)
        async with signed_in(api) as chat:
            await link(chat, person)
            await person.presses(ALLOW)
            await person.reads("Vanaf nu laat ik op Telegram ook bedragen zien")
            await person.says("/ontkoppel")
            await person.reads("is losgekoppeld")
            chat.frames.clear()
            await link(chat, person)
            await person.says("saldo")
            await person.reads(WAIT)


class TestCommands:
    async def test_balance_asks_to_link_first(self, person: Person, rasa: ScriptedRasa) -> None:
        await person.says("/saldo")
        await person.reads("Koppel eerst je account")
        assert rasa.asked == []

    async def test_balance_of_who_is_linked(
        self, api: RunningApi, person: Person, rasa: ScriptedRasa
    ) -> None:
        async with signed_in(api) as chat:
            await link(chat, person)
            await person.says("/saldo")
            await person.reads("echo: /saldo_opvragen")

    async def test_coach_then_place_in_the_queue(self, person: Person) -> None:
        await person.says("/coach")
        await person.has(2)
        await person.says("/coach@LeermaatBot")
        await person.has(3)
        assert "coach" in person.texts[-1]

    async def test_help_names_every_command(self, person: Person) -> None:
        await person.says("/help")
        text = await person.reads("Dit kun je ook typen")
        assert all(f"/{name}" in text for name in ("saldo", "coach", "stop", "ontkoppel"))

    async def test_start_again_says_again_that_it_is_a_computer(self, person: Person) -> None:
        await person.says("/start")
        await person.has(1)
        await person.says("/start")
        await person.reads("Welkom terug")

    async def test_unlinking_what_is_not_linked(self, person: Person) -> None:
        await person.says("/ontkoppel")
        await person.reads("was niet gekoppeld")
