"""Cases 13 to 18: everything that may come in beside words, each with a defined answer."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from api.channels.telegram.tables import TelegramChat, TelegramUpdate
from api.channels.telegram.undelivered import undelivered
from api.console.conversation.case import case_of
from api.console.conversation.sheet import sheet_of
from api.console.conversation.thread import thread_after
from api.console.live.regions import entries_html
from api.conversations.tables import Conversation, Message, Speaker
from api.database import now
from api.escalations import service as escalations
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach
from api.reminders.service import ReminderRepository
from api.reminders.tables import Reminder
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import FakeTelegram
from tests.channels.telegram.waiting import until
from tests.conftest import RunningApi
from tests.support.rasa import ScriptedRasa

PHOTO = [{"file_id": "geheim", "file_unique_id": "u", "width": 1, "height": 1}]
FILE = {"file_id": "geheim", "file_unique_id": "u", "duration": 1, "width": 1, "height": 1}
STICKER = {**FILE, "type": "regular", "is_animated": False, "is_video": False}
CONTACT = {"phone_number": "+31612345678", "first_name": "geheim"}
PLACE = {"latitude": 52.1, "longitude": 5.1}

NO_TEXT: list[tuple[dict[str, Any], str, str]] = [
    ({"photo": PHOTO}, "(een foto)", "geen foto's bekijken"),
    ({"voice": FILE}, "(een spraakbericht)", "niet luisteren"),
    ({"sticker": STICKER}, "(een sticker)", "ik lees alleen tekst"),
    ({"location": PLACE}, "(een locatie)", "niet te weten waar je bent"),
    ({"contact": CONTACT}, "(een contactpersoon)", "Deel geen gegevens van anderen"),
    ({"video": FILE}, "(een filmpje)", "geen filmpjes"),
    ({"document": FILE}, "(een bestand)", "geen bestanden"),
    ({"dice": {"emoji": "🎲", "value": 3}}, "(iets anders dan tekst)", "niet lezen"),
]


async def stored(api: RunningApi) -> list[TelegramUpdate]:
    async with api.database.reading() as db:
        return list(await db.scalars(select(TelegramUpdate).order_by(TelegramUpdate.update_id)))


async def said_by_workers(api: RunningApi) -> list[str]:
    async with api.database.reading() as db:
        said = select(Message.text).where(Message.speaker == Speaker.WORKER)
        return list(await db.scalars(said.order_by(Message.sent_at)))


class TestWhatIsNoText:
    async def test_is_answered_kindly_and_not_kept(self, api: RunningApi, person: Person) -> None:
        for content, _kind, words in NO_TEXT:
            await person.sends(**content)
            await person.reads(words)
        assert await said_by_workers(api) == [kind for _content, kind, _words in NO_TEXT]
        kept = str([update.content for update in await stored(api)])
        for secret in ("geheim", "31612345678", "52.1"):
            assert secret not in kept

    async def test_words_under_a_picture_are_a_question(
        self, person: Person, rasa: ScriptedRasa
    ) -> None:
        await person.sends(photo=PHOTO, caption="wat is dit voor brief")
        await person.reads("echo: wat is dit voor brief")
        await person.reads("geen foto's bekijken")

    async def test_forwarded_words_are_words(self, person: Person) -> None:
        origin = {"type": "hidden_user", "sender_user_name": "geheim", "date": 1}
        await person.sends(text="doorgestuurd", forward_origin=origin)
        await person.reads("echo: doorgestuurd")


class TestWhereverItComesFrom:
    async def test_same_update_twice_is_answered_once(
        self, api: RunningApi, person: Person, telegram: FakeTelegram
    ) -> None:
        telegram.faults.doubled = 1.0
        for number in range(5):
            await person.says(f"vraag {number}")
            await person.reads(f"echo: vraag {number}")
        assert len(await said_by_workers(api)) == 5
        assert len(person.texts) == len(set(person.texts)) == 6

    async def test_gap_and_wrong_order_keep_the_order_of_the_numbers(
        self, api: RunningApi, person: Person, telegram: FakeTelegram
    ) -> None:
        telegram.is_down = True
        for number in (3, 1, 2):
            message = person.message(text=f"vraag {number}")
            telegram.pending.append({"update_id": 5000 + 7 * number, "message": message})
        telegram.pending.sort(key=lambda update: update["update_id"])
        telegram.is_down = False
        await person.reads("echo: vraag 3")
        assert await said_by_workers(api) == ["vraag 1", "vraag 2", "vraag 3"]

    @pytest.mark.parametrize("kind", ["group", "supergroup"])
    async def test_group_is_declined_once_and_left(
        self, api: RunningApi, person: Person, telegram: FakeTelegram, kind: str
    ) -> None:
        group = Person(telegram, -100)
        group.chat = {"id": -100, "type": kind, "title": "De ploeg"}
        await group.says("hoi allemaal")
        await group.reads("Ik praat alleen met één persoon tegelijk")
        await telegram.until(lambda: telegram.of("leaveChat"))
        await group.says("nog iemand?")
        await person.says("hoi")
        await person.reads("echo: hoi")
        assert len(group.texts) == 1
        assert await said_by_workers(api) == ["hoi"]
        assert "allemaal" not in str([update.content for update in await stored(api)])

    async def test_bots_channels_and_inline_queries_are_passed_over(
        self, api: RunningApi, person: Person, telegram: FakeTelegram
    ) -> None:
        channel = {"id": -200, "type": "channel", "title": "Nieuws"}
        post = {"message_id": 1, "date": 1, "chat": channel, "text": "nieuws"}
        query = {"id": "1", "from": person.user, "query": "x", "offset": ""}
        await telegram.happen(channel_post=post)
        await telegram.happen(inline_query=query)
        bot = Person(telegram, 8)
        bot.user["is_bot"] = True
        await bot.says("ik ben ook een bot")
        await person.says("hoi")
        await person.reads("echo: hoi")
        assert await said_by_workers(api) == ["hoi"]
        assert bot.texts == []


class TestEdits:
    async def test_edit_is_not_run_again(
        self, person: Person, rasa: ScriptedRasa, api: RunningApi
    ) -> None:
        message = await person.says("eerste")
        await person.reads("echo: eerste")
        await person.edits(message, "tweede")
        await person.reads("Dat lees ik niet opnieuw")
        assert [question["text"] for question in rasa.asked] == ["eerste"]
        assert await said_by_workers(api) == ["eerste"]

    async def test_edit_while_a_coach_has_the_conversation_is_shown_to_the_coach(
        self, person: Person, api: RunningApi
    ) -> None:
        await person.says("/coach")
        await person.has(2)
        message = await person.says("ik werk 3 dagen")
        await person.reads("bewaard")
        await person.edits(message, "ik werk 4 dagen")
        await person.says("klaar")
        await until(api.database, select(Message.id).where(Message.text == "klaar"))
        assert "Verbeterd: ik werk 4 dagen" in await said_by_workers(api)

    async def test_edit_into_a_cry_for_help_is_heard(self, person: Person) -> None:
        message = await person.says("eerste")
        await person.reads("echo: eerste")
        await person.edits(message, "ik wil dood")
        await person.reads("Denk je aan zelfdoding")


class TestStop:
    async def test_nothing_is_sent_after_stop_but_its_confirmation(
        self, person: Person, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        await person.says("/coach")
        await person.has(2)
        await person.says("/stop")
        await person.reads("je krijgt hier geen berichten meer")
        count = len(person.texts)
        async with api.database.transaction() as db:
            chat = await db.get_one(TelegramChat, person.id)
            coach = await db.merge(Coach(email="a@b.c", name="Sanne", password_hash="x"))
            await db.flush()
            [waiting] = await EscalationRepository(db).waiting()
            await escalations.claim(db, waiting.id, coach)
        other = Person(person.telegram, 8)
        await other.says("hoi")
        await other.reads("echo: hoi")
        assert len(person.texts) == count
        assert chat.chat_id == person.id
        await person.says("ik ben er weer")
        await person.reads("Sanne is er")

    async def test_what_still_had_to_come_waits_and_is_told_to_the_coach(
        self, person: Person, telegram: FakeTelegram, api: RunningApi
    ) -> None:
        await person.says("/coach")
        await person.has(2)
        telegram.busy_chats[person.id] = 30
        async with api.database.transaction() as db:
            coach = await db.merge(Coach(email="a@b.c", name="Sanne", password_hash="x"))
            await db.flush()
            [waiting] = await EscalationRepository(db).waiting()
            await escalations.claim(db, waiting.id, coach)
            await escalations.answer(db, waiting.id, coach, "Dit moet je weten.", uuid4())
        await until(api.database, select(TelegramChat.retry_at))
        await person.says("/stop")
        await until(api.database, select(TelegramChat.stopped_after_seq))
        await try_again_now(api, person)
        for number in (3, 4):
            await person.has(number)
            assert "geen berichten meer" in person.texts[-1]
            await until(api.database, select(TelegramChat.blocked_at))
            if number == 3:
                await person.says("/stop")
        async with api.database.reading() as db:
            marked = await undelivered(db, waiting.conversation_id)
            texts = select(Message.text).where(Message.seq.in_(marked)).order_by(Message.seq)
            assert list(await db.scalars(texts))[1:] == ["Dit moet je weten."]
        await person.says("ik ben er weer")
        await person.reads("Dit moet je weten.")
        assert sum("geen berichten meer" in text for text in person.texts) == 2

    async def test_reminders_are_dropped_too(self, person: Person, api: RunningApi) -> None:
        await person.says("hoi")
        await person.reads("echo: hoi")
        async with api.database.transaction() as db:
            chat = await db.get_one(TelegramChat, person.id)
            db.add(Reminder(conversation_id=chat.conversation_id, what="cv", due_at=now()))
        await person.says("/stop")
        await person.reads("Ook geen herinneringen")
        async with api.database.reading() as db:
            assert await ReminderRepository(db, chat.conversation_id).standing() == []
            assert (await db.get_one(Conversation, chat.conversation_id)).quiet_since


async def try_again_now(api: RunningApi, person: Person) -> None:
    """As if the pause that Telegram asked for is over."""
    async with api.database.transaction() as db:
        (await db.get_one(TelegramChat, person.id)).retry_at = None


class TestBlocked:
    async def test_blocked_bot_tries_no_more_until_the_worker_writes_again(
        self, person: Person, telegram: FakeTelegram, api: RunningApi
    ) -> None:
        await person.says("hoi")
        await person.reads("echo: hoi")
        telegram.blocked.add(person.id)
        await person.says("nog een vraag")
        await until(api.database, select(TelegramChat.blocked_at))
        telegram.blocked.clear()
        await person.says("ik ben er weer")
        await person.reads("echo: ik ben er weer")
        assert person.texts[2:] == ["echo: nog een vraag", "echo: ik ben er weer"]

    async def test_coach_sees_what_was_not_delivered(
        self, person: Person, telegram: FakeTelegram, api: RunningApi
    ) -> None:
        await person.says("/coach")
        await person.has(2)
        async with api.database.transaction() as db:
            coach = Coach(email="a@b.c", name="Sanne", password_hash="x")
            db.add(coach)
            await db.flush()
            [waiting] = await EscalationRepository(db).waiting()
            await escalations.claim(db, waiting.id, coach)
            await escalations.answer(db, waiting.id, coach, "Dag!", uuid4())
        await person.reads("Dag!")
        telegram.blocked.add(person.id)
        async with api.database.transaction() as db:
            await escalations.answer(db, waiting.id, coach, "Ben je er nog?", uuid4())
        await until(api.database, select(TelegramChat.blocked_at))
        async with api.database.reading() as db:
            sheet = await sheet_of(db, await case_of(db, waiting.id), coach)
            page = entries_html(sheet, await thread_after(db, sheet, 0))
        marked = [part for part in page.split("<li") if "niet bezorgd op Telegram" in part]
        assert len(marked) == 1
        assert "Ben je er nog?" in marked[0]
