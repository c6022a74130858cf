"""Promises about the figures of the service, and about whom they do not give away."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from statistics import median_low
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from api.conversations.repository import MessageRepository, Utterance
from api.conversations.tables import Message, Speaker
from api.database import Database
from api.escalations import service_level as figures
from api.escalations.service_level import percentile
from api.escalations.spans import day_of, week_of
from api.escalations.tables import Escalation
from api.escalations.topic_counts import SMALLEST_GROUP, topic_counts, without_small_groups
from api.settings import Settings
from api.signals import Signals
from tests.escalations.test_presence import ask

# A Tuesday.
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """A migrated database."""
    database = Database(settings.database_url, Signals())
    yield database
    await database.close()


async def hand_off(
    database: Database, asked: datetime, answered: datetime | None = None, **values: object
) -> Escalation:
    """A hand-off that went like this."""
    escalation = await ask(database)
    async with database.transaction() as db:
        this = Escalation.id == escalation.id
        await db.execute(update(Escalation).where(this).values(requested_at=asked, **values))
        if answered:
            said = Utterance(Speaker.COACH, "Sanne", "Hoi", uuid4())
            message = await MessageRepository(db, escalation.conversation_id).append(said)
            sent = update(Message).where(Message.id == message.id)
            await db.execute(sent.values(sent_at=answered))
    return escalation


async def level(database: Database, moment: datetime = MORNING) -> figures.ServiceLevel:
    """The figures of the week."""
    async with database.reading() as db:
        return await figures.service_level(db, *week_of(moment))


class TestFigures:
    async def test_first_answers_are_as_counted_by_hand(self, database: Database) -> None:
        waits = [number * 7919 % 3000 + 1 for number in range(15)]
        for wait in waits:
            await hand_off(database, MORNING, MORNING + timedelta(seconds=wait))
        await hand_off(database, MORNING)
        found = await level(database)
        assert (found.asked, found.answered) == (16, 15)
        assert found.median_first_answer == median_low(waits)
        assert found.p90_first_answer == sorted(waits)[13]

    async def test_nothing_happened(self, database: Database) -> None:
        found = await level(database)
        assert (found.asked, found.median_first_answer, found.average_rating) == (0, None, None)

    async def test_who_left_for_a_promise_did_not_give_up(self, database: Database) -> None:
        await hand_off(database, MORNING, withdrawn_at=MORNING + MINUTE)
        await hand_off(
            database, MORNING, withdrawn_at=MORNING + MINUTE, promised_at=MORNING + MINUTE
        )
        found = await level(database)
        assert (found.abandoned, found.promised) == (1, 1)

    @pytest.mark.parametrize(("days", "expected"), [(2.9, 1), (3.1, 0)])
    async def test_asking_again_within_three_days_is_a_reopening(
        self, database: Database, days: float, expected: int
    ) -> None:
        closed = MORNING - days * DAY
        first = await hand_off(database, closed - DAY, resolved_at=closed)
        await hand_off(database, MORNING, conversation_id=first.conversation_id)
        # Somebody else who asks is nobody's reopening.
        await hand_off(database, MORNING)
        assert (await level(database)).reopened == expected

    async def test_average_of_few_ratings_is_not_given(self, database: Database) -> None:
        for number in range(SMALLEST_GROUP):
            assert (await level(database)).average_rating is None
            await hand_off(database, MORNING, rating=number % 5 + 1)
        assert (await level(database)).average_rating == 3

    async def test_other_weeks_do_not_count(self, database: Database) -> None:
        start, end = week_of(MORNING)
        for moment in (start - MINUTE, start, end - MINUTE, end):
            await hand_off(database, moment)
        assert (await level(database)).asked == 2


class TestSpans:
    def test_day_is_the_day_in_amsterdam(self) -> None:
        late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
        start, end = day_of(late)
        assert start.date().isoformat() == "2026-11-24"
        assert start <= late < end

    def test_day_of_the_clock_change_has_25_hours(self) -> None:
        start, end = day_of(datetime(2026, 10, 25, 12, tzinfo=UTC))
        assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=25)

    def test_week_begins_on_monday(self) -> None:
        start, end = week_of(datetime(2026, 11, 29, 22, 59, tzinfo=UTC))
        assert start.date().isoformat() == "2026-11-23"
        assert end.date().isoformat() == "2026-11-30"


class TestSmallGroups:
    async def test_people_count_once(self, database: Database) -> None:
        people = [await hand_off(database, MORNING, topic="verlof") for _ in range(SMALLEST_GROUP)]
        closed = MORNING + MINUTE
        async with database.transaction() as db:
            await db.execute(update(Escalation).values(resolved_at=closed))
        await hand_off(database, closed, topic="verlof", conversation_id=people[0].conversation_id)
        async with database.reading() as db:
            (count,) = await topic_counts(db, *week_of(MORNING))
        assert (count.topic, count.people) == ("verlof", SMALLEST_GROUP)

    @given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 20)))
    def test_no_group_is_small_and_none_can_be_worked_out(self, counts: dict[str, int]) -> None:
        shown = without_small_groups(dict(counts))
        assert all(count.people >= SMALLEST_GROUP for count in shown)
        # What is not shown by name is, all of it together, no small group either; nor is it one
        # group that the total gives away.
        named = {count.topic for count in shown if count.topic}
        hidden = [people for topic, people in counts.items() if topic not in named]
        assert not hidden or sum(hidden) >= SMALLEST_GROUP or not named
        assert all(counts[topic] == c.people for c in shown if (topic := c.topic))

    @given(st.lists(st.integers(0, 10_000), min_size=1), st.sampled_from([0.5, 0.9]))
    def test_percentile_covers_its_part_and_no_smaller_value_does(
        self, values: list[int], part: float
    ) -> None:
        found = percentile(values, part)
        assert found in values
        assert sum(value <= found for value in values) >= part * len(values) - 1e-9
        assert sum(value < found for value in values) < part * len(values)
