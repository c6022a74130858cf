"""A worker hears in time that money lapses or a reservation ends: once, and not unwanted."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from api.accounts.reservations import service as reservations
from api.accounts.reservations.tables import Purpose
from api.accounts.tables import LearningAccount, Lot
from api.accounts.warnings import wishes
from api.accounts.warnings.sending import warn_all
from api.conversations.opening import open_conversation
from api.conversations.repository import MessageRepository, Utterance
from api.conversations.tables import Conversation, Message, Speaker
from api.database import Database, now
from api.escalations import service as escalations
from api.settings import Settings
from api.signals import Signals
from api.workers.tables import Worker
from tests.accounts.books import START, TODAY, Paid, open_books, pay, reserved, wish
from tests.accounts.proofs.reading import reserve

LAST_DAY = date(2031, 1, 1)  # of the money of the fixture that lapses
SIXTY, FOURTEEN = LAST_DAY - timedelta(60), LAST_DAY - timedelta(14)
PURPOSE = "Je mag dit geld gebruiken voor een cursus, een training of een coach."
STANDS_UNTIL = START + timedelta(90)
IN_TIME = STANDS_UNTIL - timedelta(14)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """That it is told once on both kinds of database is proved in `proofs`."""
    database = Database(settings.database_url, Signals())
    yield database
    await database.close()


async def thread(database: Database, account: LearningAccount) -> Conversation:
    """The worker's thread, opened when they come for the first time."""
    async with database.transaction() as db:
        return await open_conversation(db, await db.get_one(Worker, account.worker_id))


async def warn(database: Database, day: date, at: time = time(12)) -> None:
    """What the clock does at this time in UTC: twice, as after a crash."""
    for _ in range(2):
        await warn_all(database, datetime.combine(day, at, UTC))


async def told(database: Database, conversation: Conversation) -> list[str]:
    """What the service said in the thread."""
    async with database.reading() as db:
        found = await db.scalars(
            select(Message.text)
            .where(Message.conversation_id == conversation.id)
            .where(Message.speaker == Speaker.SERVICE)
            .order_by(Message.seq)
        )
        return list(found)


class TestMoneyThatLapses:
    async def test_is_told_at_each_step_once(
        self, database: Database, account: LearningAccount
    ) -> None:
        conversation = await thread(database, account)
        heard = []
        for days_left in range(75, -3, -1):
            await warn(database, LAST_DAY - timedelta(days_left))
            if len(await told(database, conversation)) > len(heard):
                heard.append(days_left)
        assert heard == [60, 14]
        assert len(await told(database, conversation)) == 2

    async def test_says_how_much_whose_until_when_and_what_can_be_done(
        self, database: Database, account: LearningAccount
    ) -> None:
        conversation = await thread(database, account)
        await warn(database, SIXTY)
        (text,) = await told(database, conversation)
        for part in (
            "€ 100,00",
            "Werkgever",
            "Voorbeeld-cao Supermarkten",
            "1 januari 2031",
            PURPOSE,
        ):
            assert part in text
        async with database.reading() as db:
            _, (_, buttons) = await MessageRepository(db, conversation.id).after(0, 10)
        assert [button.title for button in buttons] == [
            "Zelf geld reserveren",
            "Wat mag ik ermee doen?",
            "Praat met een coach",
            "Geen waarschuwingen meer",
        ]

    async def test_only_names_what_is_still_free(
        self, database: Database, account: LearningAccount
    ) -> None:
        conversation = await thread(database, account)
        await reserve(database, account, 3_000, "r1")
        await warn(database, SIXTY)
        assert "€ 70,00" in (await told(database, conversation))[0]
        await reserve(database, account, 7_000, "r2")
        await warn(database, FOURTEEN)
        assert len(await told(database, conversation)) == 1

    async def test_comes_in_one_message_for_all_lots(self, database: Database) -> None:
        lots = [Paid("supermarkt_demo", cents, depositor="Zon") for cents in (1_000, 2_000)]
        conversation = await thread(database, await open_books(database, *lots))
        await warn(database, SIXTY)
        (text,) = await told(database, conversation)
        assert "€ 10,00" in text
        assert "€ 20,00" in text

    async def test_who_comes_late_hears_the_nearest_step_only(
        self, database: Database, account: LearningAccount
    ) -> None:
        await warn(database, SIXTY)
        conversation = await thread(database, account)
        await warn(database, LAST_DAY - timedelta(9))
        await warn(database, LAST_DAY)
        assert len(await told(database, conversation)) == 1

    async def test_longer_life_is_told_anew(
        self, database: Database, account: LearningAccount
    ) -> None:
        conversation = await thread(database, account)
        await warn(database, FOURTEEN)
        async with database.transaction() as db:
            lot = (await db.scalars(select(Lot).where(Lot.expires_on.is_not(None)))).one()
            lot.extended_until = LAST_DAY + timedelta(100)
        await warn(database, LAST_DAY + timedelta(86))
        assert len(await told(database, conversation)) == 2


class TestReservationThatEnds:
    async def test_is_told_once_with_what_becomes_of_it(
        self, database: Database, account: LearningAccount
    ) -> None:
        conversation = await thread(database, account)
        await reserved(database, account)
        for day in (IN_TIME - timedelta(1), IN_TIME, STANDS_UNTIL, STANDS_UNTIL + timedelta(1)):
            await warn(database, day)
        (text,) = await told(database, conversation)
        for part in ("€ 120,00", "Computerschool", "11 april 2027", "terug op je leerrekening"):
            assert part in text

    async def test_says_so_when_the_money_would_lapse(self, database: Database) -> None:
        old = Paid("coachfonds_demo", 5_000, deposited_on=date(2025, 2, 1))
        account = await open_books(database, old)
        conversation = await thread(database, account)
        async with database.transaction() as db:
            coaching = wish(4_000, kind=Purpose.COACHING)
            await reservations.reserve(db, account, coaching, "r1", TODAY)
        await warn(database, IN_TIME)
        assert "vervalt € 40,00" in (await told(database, conversation))[-1]

    async def test_is_not_told_of_what_was_paid(
        self, database: Database, account: LearningAccount
    ) -> None:
        conversation = await thread(database, account)
        await pay(database, await reserved(database, account), 12_000)
        await warn(database, IN_TIME)
        assert await told(database, conversation) == []


class TestTheWorkersWish:
    async def test_no_warnings_until_they_are_wanted_again(
        self, database: Database, account: LearningAccount
    ) -> None:
        conversation = await thread(database, account)
        message = Message(conversation_id=conversation.id)
        async with database.transaction() as db:
            await wishes.press_no_warnings(db, message, "")
        await warn(database, SIXTY)
        assert len(await told(database, conversation)) == 1
        async with database.transaction() as db:
            await wishes.press_warn_again(db, message, "")
        await warn(database, SIXTY)
        assert "€ 100,00" in (await told(database, conversation))[-1]

    @pytest.mark.parametrize(
        ("words", "are_taken"),
        [
            ("Geen waarschuwingen meer", True),
            ("stuur mij geen waarschuwingen meer aub!", True),
            ("stop met die waarschuwingen", True),
            ("ik kreeg geen waarschuwing van mijn baas", False),
            ("mag mijn baas mij ontslaan als hij geen waarschuwingen meer geeft", False),
        ],
    )
    async def test_typed_words_do_what_the_button_does(
        self, database: Database, account: LearningAccount, words: str, are_taken: bool
    ) -> None:
        conversation = await thread(database, account)
        message = Message(conversation_id=conversation.id, text=words)
        async with database.transaction() as db:
            assert await wishes.take_words(db, message) is are_taken
        await warn(database, SIXTY)
        assert ("€ 100,00" in (await told(database, conversation))[-1]) is not are_taken

    async def test_quiet_is_quiet(self, database: Database, account: LearningAccount) -> None:
        conversation = await thread(database, account)
        async with database.transaction() as db:
            (await db.get_one(Conversation, conversation.id)).quiet_since = now()
        await warn(database, SIXTY)
        assert await told(database, conversation) == []

    async def test_nobody_is_woken(self, database: Database, account: LearningAccount) -> None:
        conversation = await thread(database, account)
        for at in (time(2), time(8, 30), time(19, 30)):
            await warn(database, SIXTY, at)
        assert await told(database, conversation) == []
        await warn(database, SIXTY, time(9, 30))  # half past ten in Amsterdam
        assert len(await told(database, conversation)) == 1

    async def test_a_coach_is_not_interrupted(
        self, database: Database, account: LearningAccount
    ) -> None:
        conversation = await thread(database, account)
        async with database.transaction() as db:
            said = Utterance(Speaker.WORKER, "", "Ik wil een mens")
            message = await MessageRepository(db, conversation.id).append(said)
            await escalations.request(db, message, "asked")
        before = await told(database, conversation)
        await warn(database, SIXTY)
        assert await told(database, conversation) == before
        async with database.transaction() as db:
            await escalations.withdraw(db, conversation.id)
        await warn(database, SIXTY)
        assert "€ 100,00" in (await told(database, conversation))[-1]
