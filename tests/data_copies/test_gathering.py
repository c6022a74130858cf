"""Everything about one person is found, and nothing about another."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, DateTime, Enum, insert, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.ext.asyncio import AsyncSession

import api.all_tables  # noqa: F401  (fills the metadata)
from api.conversations.tables import Conversation
from api.data_copies.copy import make_copy
from api.data_copies.gathering import is_secret, owned_by, references
from api.database import Database, Table, UtcDateTime
from api.settings import Settings
from api.signals import Signals

MOMENT = datetime(2026, 3, 2, 12, tzinfo=UTC)
# Tables that hold nothing about one worker. A new table is either found by its references, or
# somebody decides that it belongs here.
NOT_ABOUT_A_PERSON = {
    "acts",
    "administration_acts",
    "depositors",
    "funds",
    "oidc_visits",
    "providers",
    "telegram_bridge",
}
REACHED = {table.name for table in owned_by(uuid4(), uuid4())}
ABOUT_COACHES = {"coaches"} | {
    table.name
    for table in Table.metadata.sorted_tables
    if table.name not in REACHED and "coaches" in {to.table.name for _, to in references(table)}
}
ABOUT_NOBODY = NOT_ABOUT_A_PERSON | ABOUT_COACHES


class Person(NamedTuple):
    """A person with one row in every table, and their own word in every text of it."""

    name: str
    ids: dict[str, Any]

    @property
    def conversation_id(self) -> UUID:
        return self.ids["conversations"]

    def word(self, table: str, column: str) -> str:
        return f"{self.name}-{table}-{column}"


@pytest.fixture
async def db(settings: Settings) -> AsyncIterator[AsyncSession]:
    """A database that lets nonsense in: only who it is about matters here."""
    database = Database(settings.database_url, Signals())
    async with database.engine.connect() as connection:
        await connection.execute(text("COMMIT"))
        await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        await connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        async with AsyncSession(connection) as db:
            yield db
    await database.close()


async def fill(db: AsyncSession, name: str, number: int) -> Person:
    """One row about this person in every table."""
    person = Person(name, {})
    for table in Table.metadata.sorted_tables:
        key = table.primary_key.columns.values()[0]
        person.ids[table.name] = plain_value(person, table, key, number)
    for table in Table.metadata.sorted_tables:
        row = {column.name: value_for(person, table, column, number) for column in table.columns}
        await db.execute(insert(table).values(row))
    return person


def value_for(person: Person, table: SqlTable, column: Column[Any], number: int) -> Any:
    for own, target in references(table):
        if own is column:
            return person.ids[target.table.name]
    if column.primary_key:
        return person.ids[table.name]
    return plain_value(person, table, column, number)


def plain_value(person: Person, table: SqlTable, column: Column[Any], number: int) -> Any:
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class or [None]))
    if isinstance(column.type, DateTime | UtcDateTime):
        return MOMENT
    values = {
        str: person.word(table.name, column.name),
        dict: {"word": person.word(table.name, column.name)},
        UUID: uuid4(),
        date: MOMENT.date(),
        bool: False,
    }
    return values.get(column.type.python_type, number)


def words(person: Person) -> set[str]:
    """The words that only stand in this person's own rows."""
    return {
        person.word(table.name, column.name)
        for table in Table.metadata.sorted_tables
        for column in table.columns
        if table.name not in ABOUT_NOBODY
        and column.type.python_type in (str, dict)
        and not isinstance(column.type, Enum)
        and not column.foreign_keys
        and not is_secret(column)
    }


async def test_every_word_about_them_and_no_word_about_another(db: AsyncSession) -> None:
    one, other = await fill(db, "een", 1), await fill(db, "ander", 2)
    conversation = await db.get_one(Conversation, one.conversation_id)
    copied = (await make_copy(db, conversation)).model_dump_json()
    assert {word for word in words(one) if f'"{word}"' not in copied} == set()
    assert [word for word in words(other) if word in copied] == []
    assert "_hash" not in json.loads(copied)["kept"]["web_sessions"][0]
    assert "token_hash" not in copied


async def test_others_are_only_named(db: AsyncSession) -> None:
    one = await fill(db, "een", 1)
    conversation = await db.get_one(Conversation, one.conversation_id)
    others = (await make_copy(db, conversation)).others
    assert others["coaches"] == [{"id": one.ids["coaches"], "name": "een-coaches-name"}]
    assert others["depositors"] == [{"id": one.ids["depositors"], "name": "een-depositors-name"}]


def test_every_table_is_about_the_person_or_about_nobody() -> None:
    assert set() == REACHED & ABOUT_NOBODY
    assert set(Table.metadata.tables) - REACHED - ABOUT_NOBODY == set()
