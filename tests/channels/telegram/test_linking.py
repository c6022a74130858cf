"""A chat speaks for a worker only after a yes on both sides, and for as long as both want."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from api.channels.telegram.tables import TelegramLink, TelegramWrongCode
from api.database import now
from tests.channels.telegram.conftest import code_for, link, panel_of, signed_in
from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import FakeTelegram
from tests.conftest import RunningApi
from tests.support.chat import chatting
from tests.support.hours import closed_today

REFUSED = "Deze code werkt niet"


class TestLinking:
    async def test_both_sides_say_yes_and_both_hear_of_it(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api) as chat:
            await chat.ask("eerder op de site")
            await link(chat, person)
            await chat.until(lambda f: "Telegram is gekoppeld: Samira" in f.get("text", ""))
            assert not any("eerder op de site" in text for text in person.texts)
            await person.says("vanaf mijn telefoon")
            await person.reads("echo: vanaf mijn telefoon")
            await chat.until(lambda f: f.get("text") == "echo: vanaf mijn telefoon")

    async def test_code_is_a_link_and_a_picture_to_scan(self, api: RunningApi) -> None:
        async with signed_in(api) as chat:
            code = await code_for(chat)
            panel = await panel_of(chat, "Deel de code")
        assert panel["link"] == f"https://t.me/LeermaatBot?start={code}"
        assert len(code) == 22
        assert panel["qr"]["path"].startswith("M")

    async def test_telegram_shows_whom_it_links_masked(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api, name="Samira") as chat:
            await person.says(f"/start {await code_for(chat)}")
            question = await person.reads("koppelen aan het account van")
        assert "S•••" in question
        assert "Samira" not in question

    async def test_web_shows_which_telegram_it_is(self, api: RunningApi, person: Person) -> None:
        person.user |= {"last_name": "Bakker", "username": "sbakker"}
        async with signed_in(api) as chat:
            await person.says(f"/start {await code_for(chat)}")
            await person.reads("koppelen aan het account van")
            await person.presses("Ja, dat ben ik")
            panel = await panel_of(chat, "wil koppelen")
        assert "Samira Bakker (@sbakker)" in panel["text"]
        assert panel["asks"]

    async def test_no_yes_on_telegram_means_no_link(self, api: RunningApi, person: Person) -> None:
        async with signed_in(api) as chat:
            await person.says(f"/start {await code_for(chat)}")
            await person.reads("koppelen aan het account van")
            await chat.send(type="telegram", wish="confirm")
            await chat.until(lambda f: f.get("code") == "LinkOver")
            await person.presses("Nee, niet koppelen")
            await person.reads("Er is niets gekoppeld")
            await panel_of(chat, "Koppel dan je Telegram-account")

    async def test_no_on_the_web_means_no_link(self, api: RunningApi, person: Person) -> None:
        async with signed_in(api) as chat:
            await person.says(f"/start {await code_for(chat)}")
            await person.reads("koppelen aan het account van")
            await person.presses("Ja, dat ben ik")
            await panel_of(chat, "wil koppelen")
            await chat.send(type="telegram", wish="deny")
            await person.reads("Er is niets gekoppeld")
            await panel_of(chat, "Koppel dan je Telegram-account")

    async def test_only_the_session_that_asked_can_confirm(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api) as chat, signed_in(api) as other:
            await person.says(f"/start {await code_for(chat)}")
            await person.reads("koppelen aan het account van")
            await person.presses("Ja, dat ben ik")
            await panel_of(chat, "wil koppelen")
            await other.send(type="telegram", wish="confirm")
            await other.until(lambda f: f.get("code") == "LinkOver")

    async def test_visitor_is_offered_nothing(self, api: RunningApi) -> None:
        async with chatting(api.address) as visitor:
            await visitor.send(type="telegram", wish="code")
            await visitor.until(lambda f: f.get("code") == "LinkOver")
            assert not any(frame["type"] == "telegram" for frame in visitor.frames)


class TestWithACoach:
    async def test_who_has_a_promise_cannot_use_a_code(
        self, api: RunningApi, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        await person.says("/coach")
        await person.reads("Er is nu geen coach")
        async with signed_in(api) as chat:
            await person.says(f"/start {await code_for(chat)}")
            await person.reads("of je wacht op een coach")
            await person.presses("Laat een coach terugschrijven")
            await person.reads("Afgesproken.")
            before = len(person.texts)
            chat.frames.clear()
            await person.says(f"/start {await code_for(chat)}")
            await person.reads("of je wacht op een coach", since=before)
            await person.presses("Toch niet nodig")
            await person.reads("schrijft je niet terug")
            chat.frames.clear()
            await link(chat, person)

    async def test_who_asks_for_a_coach_meanwhile_is_not_linked_until_that_is_over(
        self, api: RunningApi, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        async with signed_in(api) as chat:
            await person.says(f"/start {await code_for(chat)}")
            await person.reads("koppelen aan het account van")
            await person.presses("Ja, dat ben ik")
            await panel_of(chat, "wil koppelen")
            await person.says("/coach")
            await person.reads("Er is nu geen coach")
            await chat.send(type="telegram", wish="confirm")
            refused = await chat.until(lambda f: f.get("code") == "CoachStillOwed")
            assert "of je wacht op een coach" in refused["text"]
            await person.presses("Verder met de chatbot")
            await person.reads("niet meer in de rij")
            await chat.send(type="telegram", wish="confirm")
            await person.reads("Telegram is gekoppeld")


class TestCodes:
    async def test_wrong_code_is_refused(self, person: Person) -> None:
        wrong = ("x", "a" * 22, "b" * 65, "'; DROP TABLE workers; --", "../../etc/passwd", "é😀")
        for number, code in enumerate(wrong, start=2):
            await person.says(f"/start {code}")
            await person.has(number)
        assert [REFUSED in text for text in person.texts] == [False] + [True] * len(wrong)

    async def test_expired_code_is_refused(self, api: RunningApi, person: Person) -> None:
        async with signed_in(api) as chat:
            code = await code_for(chat)
            async with api.database.transaction() as db:
                attempt = await db.scalar(select(TelegramLink))
                assert timedelta(minutes=9) < attempt.expires_at - now() <= timedelta(minutes=10)
                attempt.expires_at -= timedelta(minutes=11)
            await person.says(f"/start {code}")
            await person.reads(REFUSED)

    async def test_code_works_once(
        self, api: RunningApi, person: Person, telegram: FakeTelegram
    ) -> None:
        async with signed_in(api) as chat:
            code = await code_for(chat)
            await person.says(f"/start {code}")
            await person.reads("koppelen aan het account van")
            thief = Person(telegram, 8, "Dief")
            await thief.says(f"/start {code}")
            await thief.reads(REFUSED)

    async def test_new_code_ends_the_one_before(self, api: RunningApi, person: Person) -> None:
        async with signed_in(api) as chat:
            first = await code_for(chat)
            chat.frames.clear()
            await code_for(chat)
            await person.says(f"/start {first}")
            await person.reads(REFUSED)

    async def test_code_of_who_signed_out_is_refused(self, api: RunningApi, person: Person) -> None:
        async with signed_in(api) as chat:
            code = await code_for(chat)
            await chat.send(type="sign_out")
            await chat.socket.wait_closed()
        await person.says(f"/start {code}")
        await person.reads(REFUSED)

    async def test_after_ten_wrong_codes_a_right_one_has_to_wait(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api) as chat:
            code = await code_for(chat)
            for number in range(10):
                await person.says(f"/start fout{number}")
            await person.has(11)
            await person.says(f"/start {code}")
            await person.has(12)
            assert REFUSED in person.texts[-1]
            async with api.database.transaction() as db:
                counted = await db.scalar(select(func.count()).select_from(TelegramWrongCode))
                assert counted == 11
                an_hour_ago = now() - timedelta(minutes=61)
                await db.execute(update(TelegramWrongCode).values(tried_at=an_hour_ago))
            await person.says(f"/start {code}")
            await person.reads("koppelen aan het account van")

    async def test_only_a_hash_of_the_code_is_kept(self, api: RunningApi) -> None:
        async with signed_in(api) as chat:
            code = await code_for(chat)
        async with api.database.reading() as db:
            [row] = (await db.execute(select(TelegramLink.__table__))).all()
        assert code not in str(row)


class TestUnlinking:
    async def test_from_telegram(self, api: RunningApi, person: Person) -> None:
        async with signed_in(api) as chat:
            await link(chat, person)
            await person.says("/ontkoppel")
            await person.reads("is losgekoppeld")
            await panel_of(chat, "Koppel dan je Telegram-account")
            await chat.until(lambda f: "Telegram is losgekoppeld: Samira" in f.get("text", ""))
            await chat.ask("geheim op de site")
            await person.says("ben ik er nog")
            await person.reads("echo: ben ik er nog")
            assert not any("geheim" in text for text in person.texts)
            assert "ben ik er nog" not in chat.texts

    async def test_from_the_web(self, api: RunningApi, person: Person) -> None:
        async with signed_in(api) as chat:
            await link(chat, person)
            await chat.send(type="telegram", wish="unlink")
            await person.reads("is losgekoppeld")
            await panel_of(chat, "Koppel dan je Telegram-account")

    async def test_second_phone_takes_the_place_of_the_first(
        self, api: RunningApi, person: Person, telegram: FakeTelegram
    ) -> None:
        async with signed_in(api) as chat, signed_in(api) as other:
            code = await code_for(other)
            await link(chat, person)
            new = Person(telegram, 9, "Samira nieuw")
            await new.says(f"/start {code}")
            await new.reads("koppelen aan het account van")
            await new.presses("Ja, dat ben ik")
            await new.reads("terug naar de chat op de site")
            await other.send(type="telegram", wish="confirm")
            await new.reads("Telegram is gekoppeld: Samira nieuw")
            await person.reads("is losgekoppeld")

    async def test_linked_chat_must_unlink_before_it_links_again(
        self, api: RunningApi, person: Person
    ) -> None:
        async with signed_in(api) as chat, signed_in(api, "w2", "Dennis") as other:
            await link(chat, person)
            await person.says(f"/start {await code_for(other)}")
            await person.reads("is al gekoppeld")
