"""Waiting for a coach: honest about place and time, and nobody waits for somebody who is away."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from api.accounts import service as accounts
from api.console.conversation.account_look import AccountNotShared, look_at_account
from api.database import now
from api.escalations import call_backs, service
from api.escalations.closing_time import ClosingTime
from api.escalations.opening_hours import OpeningHours
from api.escalations.promises import CallBackRepository
from api.escalations.repository import EscalationRepository
from api.escalations.tables import CallBack, Coach, Escalation
from api.escalations.wait_times import expected_wait
from api.organisation import SpecialDay, get_organisation
from api.workers.identity import Identity, find_or_add_worker
from tests.conftest import RunningApi
from tests.support.chat import Chat, chatting
from tests.support.hours import always_open, amsterdam, at_the_desk, closed_today
from tests.support.rasa import ScriptedRasa, answer, reply

Coaches = tuple[Coach, Coach]


async def ask_for_coach(chat: Chat) -> dict[str, Any]:
    """Ask in words, and return what the service says."""
    return await chat.ask("ik wil een mens spreken", "service")


async def open_account(api: RunningApi) -> None:
    """Samira has a learning account."""
    async with api.database.transaction() as db:
        worker = await find_or_add_worker(db, Identity("samira", "Samira"))
        await accounts.open_account(db, worker.id)


def titles(message: dict[str, Any]) -> list[str]:
    return [button["title"] for button in message["buttons"]]


class TestAsking:
    @pytest.mark.parametrize(
        "words",
        [
            "ik wil een mens spreken",
            "Mens.",
            "mens graag",
            "medewerker spreken",
            "doorverbinden",
            "Mag ik met een medewerker praten?",
            "kan ik met iemand praten",
            "geef me n mens",
            "Ik wil graag nu met een coach spreken.",
            "coach aub",
            "Ik wil een coach spreken",
            "Verbind me door met een coach.",
        ],
    )
    async def test_plain_words_work_without_the_assistant(
        self, api: RunningApi, rasa: ScriptedRasa, words: str
    ) -> None:
        rasa.fail_with(500)
        async with chatting(api.address) as chat:
            await chat.say(words)
            await chat.next(lambda f: f.get("speaking") == "waiting")
        assert rasa.asked == []

    @pytest.mark.parametrize(
        "words",
        [
            "ik wil geen mens spreken",
            "is een coach een mens",
            "mijn coach op het werk",
            "ik wil mensen helpen",
        ],
    )
    async def test_other_words_go_to_the_assistant(
        self, api: RunningApi, rasa: ScriptedRasa, words: str
    ) -> None:
        async with chatting(api.address) as chat:
            await chat.ask(words)
        assert len(rasa.asked) == 1

    async def test_works_in_the_middle_of_a_form(self, api: RunningApi, rasa: ScriptedRasa) -> None:
        async def in_a_form(_question: dict[str, Any]) -> Any:
            return answer(reply("Hoeveel kost de cursus?"), active_form="reservation_form")

        rasa.script = in_a_form
        async with chatting(api.address) as chat:
            await chat.ask("ik wil een cursus boeken")
            await chat.say("medewerker")
            await chat.next(lambda f: f.get("speaking") == "waiting")

    async def test_bots_own_button_needs_no_rasa_and_knows_the_topic(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        rasa.script = answering_about("ontslag_op_staande_voet")
        async with chatting(api.address) as chat:
            await chat.ask("ik ben op staande voet ontslagen")
            await chat.press("Praat met een coach")
            await chat.next(lambda f: f.get("speaking") == "waiting")
        escalation = await the_one(api)
        assert (escalation.topic, escalation.is_urgent) == ("ontslag_op_staande_voet", True)
        assert len(rasa.asked) == 1

    async def test_asking_again_while_waiting_is_answered(self, api: RunningApi) -> None:
        async with chatting(api.address) as chat:
            await ask_for_coach(chat)
            await chat.press("Praat met een coach")
            kept = await chat.next_from("service")
        assert "De coach leest het straks." in kept["text"]

    async def test_topic_for_a_person_always_comes_with_the_button(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        rasa.script = answering_about("cv_maken", buttons=[])
        async with chatting(api.address) as chat:
            told = await chat.ask("hoe maak ik een cv")
        assert titles(told) == ["Praat met een coach"]

    async def test_sector_that_was_named_is_known(
        self, api: RunningApi, rasa: ScriptedRasa
    ) -> None:
        async def script(_question: dict[str, Any]) -> Any:
            return answer(reply("ok"), sector="zorg", intent={"name": "cv_maken", "confidence": 1})

        rasa.script = script
        async with chatting(api.address) as chat:
            await chat.ask("ik werk in de zorg en zoek een cv")
            await ask_for_coach(chat)
        escalation = await the_one(api)
        assert (escalation.topic, escalation.sector) == ("cv_maken", "zorg")

    async def test_crisis_is_urgent_and_goes_first(self, api: RunningApi) -> None:
        async with chatting(api.address) as first, chatting(api.address) as second:
            await ask_for_coach(first)
            await second.say("ik wil dood")
            await second.next(lambda f: "druk dan op de knop" in f.get("text", "").lower())
            await second.press("Praat met een coach")
            status = await second.next(lambda f: f.get("speaking") == "waiting")
            assert status["position"] == 1
            moved = await first.next(lambda f: f["type"] == "status" and f["position"] == 2)
            assert moved["speaking"] == "waiting"

    async def test_crisis_in_the_queue_moves_to_the_front(self, api: RunningApi) -> None:
        async with chatting(api.address) as first, chatting(api.address) as second:
            await ask_for_coach(first)
            await ask_for_coach(second)
            await second.say("ik wil er een eind aan maken")
            await second.next(lambda f: f["type"] == "status" and f["position"] == 1)


class TestOpen:
    async def test_place_and_honest_sentence_without_data(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        always_open(monkeypatch)
        await at_the_desk(api.database, coaches[0].id)
        async with chatting(api.address) as chat:
            told = await ask_for_coach(chat)
        assert "Je plek in de rij: 1." in told["text"]
        assert "Ik weet nog niet hoe lang het duurt." in told["text"]
        assert titles(told) == ["Verder met de chatbot"]

    async def test_wait_follows_from_real_hand_offs(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        always_open(monkeypatch)
        await at_the_desk(api.database, coaches[0].id)
        await let_them_have_waited(api, coaches[0], minutes=[2, 4, 6, 8, 30])
        async with chatting(api.address) as chat:
            told = await ask_for_coach(chat)
        assert "ongeveer 6 minuten, en soms 30 minuten" in told["text"]
        assert "de laatste 5 gesprekken" in told["text"]

    async def test_four_hand_offs_tell_nothing_yet(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        always_open(monkeypatch)
        await let_them_have_waited(api, coaches[0], minutes=[2, 4, 6, 8])
        async with api.database.reading() as db:
            assert await expected_wait(db, now()) is None


class TestSharing:
    async def test_signed_in_worker_chooses_and_takes_it_back(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        always_open(monkeypatch)
        await at_the_desk(api.database, coaches[0].id)
        await open_account(api)
        async with chatting(api.address, identity=api.identity("samira")) as chat:
            told = await ask_for_coach(chat)
            assert titles(told)[0] == "Coach mag mijn leerrekening zien"
            assert not (await the_one(api)).shares_account
            await chat.press("Coach mag mijn leerrekening zien")
            await chat.next_from("service")
            assert (await the_one(api)).shares_account
            await chat.press("Toch niet")
            await chat.next_from("service")
            assert not (await the_one(api)).shares_account

    async def test_who_has_no_account_is_not_asked(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        always_open(monkeypatch)
        await at_the_desk(api.database, coaches[0].id)
        async with chatting(api.address, identity=api.identity("fatma")) as chat:
            told = await ask_for_coach(chat)
        assert titles(told) == ["Verder met de chatbot"]

    async def test_ends_with_the_talk(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        always_open(monkeypatch)
        await at_the_desk(api.database, coaches[0].id)
        await open_account(api)
        async with chatting(api.address, identity=api.identity("samira")) as chat:
            await ask_for_coach(chat)
            await chat.press("Coach mag mijn leerrekening zien")
            await chat.next_from("service")
            escalation = await the_one(api)
            async with api.database.transaction() as db:
                await service.claim(db, escalation.id, coaches[0])
                await service.resolve(db, escalation.id, coaches[0], "")
            await chat.press("Coach mag mijn leerrekening zien")
            late = await chat.next(lambda f: "is voorbij" in f.get("text", ""))
        assert late["speaker"] == "service"
        assert not (await the_one(api)).shares_account

    async def test_taken_back_also_when_a_promise_is_kept(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        await open_account(api)
        async with chatting(api.address, identity=api.identity("samira")) as chat:
            await ask_for_coach(chat)
            await chat.press("Coach mag mijn leerrekening zien")
            await chat.next(lambda f: "zolang dit gesprek duurt" in f.get("text", ""))
            await chat.press("Laat een coach terugschrijven")
            await chat.next(lambda f: f.get("text", "").startswith("Afgesproken."))
            async with api.database.transaction() as db:
                promised = (await CallBackRepository(db).to_keep())[0]
                kept = (await call_backs.begin(db, promised.id, coaches[0])).id
            async with api.database.transaction() as db:
                await look_at_account(db, kept, coaches[0])
            await chat.press("Toch niet")
            await chat.next(lambda f: "leerrekening niet zien" in f.get("text", ""))
            async with api.database.transaction() as db:
                with pytest.raises(AccountNotShared):
                    await look_at_account(db, kept, coaches[0])
            await chat.press("Coach mag mijn leerrekening zien")
            await chat.next(lambda f: "zolang dit gesprek duurt" in f.get("text", ""))
            async with api.database.transaction() as db:
                await look_at_account(db, kept, coaches[0])


class TestNobodyThere:
    async def test_closed_says_when_and_gives_a_choice(
        self, api: RunningApi, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        async with chatting(api.address) as chat:
            told = await ask_for_coach(chat)
        assert "Er is nu geen coach. De coaches zijn er weer op " in told["text"]
        assert "om 9.00 uur" in told["text"]
        assert titles(told) == [
            "Laat een coach terugschrijven",
            "Maak een afspraak",
            "Verder met de chatbot",
        ]

    async def test_open_with_nobody_present_says_so(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        always_open(monkeypatch)
        async with chatting(api.address) as chat:
            told = await ask_for_coach(chat)
        assert "Er is nu even geen coach." in told["text"]

    async def test_call_back_is_a_dated_promise_and_the_bot_goes_on(
        self, api: RunningApi, rasa: ScriptedRasa, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        async with chatting(api.address) as chat:
            await ask_for_coach(chat)
            await chat.press("Laat een coach terugschrijven")
            told = await chat.next(lambda f: f.get("text", "").startswith("Afgesproken."))
            assert "uiterlijk op " in told["text"]
            assert "om 13.00 uur" in told["text"]
            assert (await chat.ask("en nu?"))["text"] == "echo: en nu?"
        escalation = await the_one(api)
        assert escalation.withdrawn_at
        assert escalation.promised_at

    async def test_coach_keeps_the_promise(
        self, api: RunningApi, coaches: Coaches, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        async with chatting(api.address) as chat:
            await ask_for_coach(chat)
            await chat.press("Laat een coach terugschrijven")
            await chat.next(lambda f: f.get("text", "").startswith("Afgesproken."))
            async with api.database.transaction() as db:
                promised = (await CallBackRepository(db).to_keep())[0]
                escalation = await call_backs.begin(db, promised.id, coaches[0])
            await chat.next(lambda f: f.get("speaking") == "coach")
        async with api.database.reading() as db:
            assert await CallBackRepository(db).to_keep() == []
        assert escalation.reason == "call_back"

    async def test_who_still_waits_at_closing_time_gets_a_promise(
        self, api: RunningApi, rasa: ScriptedRasa, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        async with chatting(api.address) as chat:
            await ask_for_coach(chat)
            await ClosingTime(api.database).look()
            assert (await the_one(api)).withdrawn_at is None  # there is time to choose
            await make_earlier(api, minutes=16)
            await ClosingTime(api.database).look()
            told = await chat.next(lambda f: "uiterlijk op" in f.get("text", ""))
            assert told["buttons"][0]["title"] == "Toch niet nodig"
            await ClosingTime(api.database).look()
            assert (await chat.ask("hallo"))["text"] == "echo: hallo"
        async with api.database.reading() as db:
            assert len(await CallBackRepository(db).to_keep()) == 1

    async def test_broken_promise_puts_the_worker_at_the_head(
        self, api: RunningApi, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        async with chatting(api.address) as other, chatting(api.address) as chat:
            await ask_for_coach(chat)
            await chat.press("Laat een coach terugschrijven")
            await chat.next(lambda f: f.get("text", "").startswith("Afgesproken."))
            await ask_for_coach(other)
            always_open(monkeypatch)
            async with api.database.transaction() as db:
                await db.execute(update(CallBack).values(due_at=now() - timedelta(minutes=1)))
            await ClosingTime(api.database).look()
            sorry = await chat.next(lambda f: "niet op tijd gelukt" in f.get("text", ""))
            status = await chat.next(lambda f: f.get("speaking") == "waiting")
        assert "Sorry" in sorry["text"]
        assert status["position"] == 1

    async def test_worker_can_do_without(
        self, api: RunningApi, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed_today(monkeypatch)
        async with chatting(api.address) as chat:
            await ask_for_coach(chat)
            await chat.press("Laat een coach terugschrijven")
            await chat.next(lambda f: f.get("text", "").startswith("Afgesproken."))
            await chat.press("Toch niet nodig")
            await chat.next(lambda f: "schrijft je niet terug" in f.get("text", ""))
        async with api.database.reading() as db:
            assert await CallBackRepository(db).to_keep() == []


class TestOpeningHours:
    def test_next_opening_skips_holidays(self) -> None:
        hours = OpeningHours(get_organisation())
        # Kerst 2026 is on a Friday, then comes a weekend.
        opening = hours.next_opening(amsterdam("2026-12-24 13:00"))
        assert opening == amsterdam("2026-12-28 09:00")

    def test_exceptional_opening_counts(self) -> None:
        hours = OpeningHours(get_organisation())
        assert hours.is_open(amsterdam("2027-01-16 10:30"))
        assert not hours.is_open(amsterdam("2027-01-23 10:30"))

    def test_call_back_is_due_after_so_many_hours_of_opening(self) -> None:
        hours = OpeningHours(get_organisation())
        due = hours.after_hours(amsterdam("2026-11-24 16:00"), 4)
        assert due == amsterdam("2026-11-25 12:00")

    def test_clock_that_goes_back_changes_no_hours(self) -> None:
        hours = OpeningHours(get_organisation())
        for day in ("2027-03-26", "2027-03-30"):  # before and after the clock goes forward
            assert hours.is_open(amsterdam(f"{day} 09:00"))
            assert not hours.is_open(amsterdam(f"{day} 08:59"))

    def test_special_day_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        day = amsterdam("2026-11-24 12:00")
        special = SpecialDay(day=day.date(), reason="studiedag")
        monkeypatch.setattr(get_organisation(), "special_days", [special])
        hours = OpeningHours(get_organisation())
        assert not hours.is_open(day)
        assert hours.special_day_now(day) == special


def answering_about(topic: str, buttons: list[dict[str, str]] | None = None) -> Any:
    """A bot that answers about one topic, with the coach button unless told otherwise."""
    coach = [{"title": "Praat met een coach", "payload": "/coach_spreken"}]
    chosen = coach if buttons is None else buttons

    async def script(_question: dict[str, Any]) -> Any:
        told = reply("ok", buttons=chosen, metadata={"topic": topic})
        return answer(told, intent={"name": topic, "confidence": 0.9})

    return script


async def the_one(api: RunningApi) -> Escalation:
    """The newest hand-off, as the database has it."""
    async with api.database.reading() as db:
        found = await db.scalars(select(Escalation).order_by(Escalation.requested_at.desc()))
        return next(iter(found))


async def make_earlier(api: RunningApi, minutes: float) -> None:
    """As if everyone had asked so much earlier."""
    async with api.database.transaction() as db:
        for one in await EscalationRepository(db).waiting():
            one.requested_at -= timedelta(minutes=minutes)


async def let_them_have_waited(api: RunningApi, coach: Coach, minutes: list[float]) -> None:
    """Hand-offs of the last days, around this time, that waited so long."""
    earlier = now() - timedelta(days=7)
    for wait in minutes:
        async with chatting(api.address) as chat:
            await ask_for_coach(chat)
        escalation = await the_one(api)
        async with api.database.transaction() as db:
            row = await db.get_one(Escalation, escalation.id)
            row.requested_at = earlier
            row.claimed_at = row.first_claimed_at = earlier + timedelta(minutes=wait)
            row.coach_id = coach.id
            row.resolved_at = row.claimed_at + timedelta(minutes=5)
