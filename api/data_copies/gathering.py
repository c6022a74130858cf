"""Everything that is kept about one person, found by following the tables' own references.

A table that somebody adds tomorrow is in the copy by itself, as long as it refers to what it is
about. What refers to the worker or the conversation is theirs; what those refer to in turn (a
depositor, a coach) is not, and is only named.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, or_, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.tables import Conversation
from api.database import Table

# The end of the name of a column that a secret is recognised by: it says nothing about a person.
HASH = "_hash"

# Columns that refer without saying so to the database: money stands on accounts of many kinds, and
# what Telegram sends is kept before we know whose it is.
LOOSE_REFERENCES = {"owner_id": ("lots", "id"), "chat_id": ("telegram_chats", "chat_id")}

Row = dict[str, Any]


async def gather(db: AsyncSession, conversation: Conversation) -> dict[str, list[Row]]:
    """Every row about this conversation and its worker, by table. A visitor has no worker."""
    gathered = {}
    for table, is_theirs in owned_by(conversation.id, conversation.worker_id).items():
        columns = [column for column in table.columns if not is_secret(column)]
        found = await db.execute(select(*columns).where(is_theirs))
        if rows := [dict(row) for row in found.mappings()]:
            gathered[table.name] = sorted(rows, key=_moment)
    return gathered


async def name_others(db: AsyncSession, gathered: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Who the rows refer to without being about them, by name: a coach, a depositor."""
    named: dict[str, list[Row]] = {}
    for table in Table.metadata.sorted_tables:
        if table.name in gathered or "name" not in table.columns:
            continue
        key = table.primary_key.columns.values()[0]
        ids = _ids_referred_to(table, gathered)
        found = await db.execute(select(key, table.c.name).where(key.in_(ids)))
        if rows := [dict(row) for row in found.mappings()]:
            named[table.name] = rows
    return named


def owned_by(conversation_id: UUID, worker_id: UUID | None) -> dict[SqlTable, ColumnElement[bool]]:
    """For every table that can hold something about this person: which rows are theirs."""
    tables = Table.metadata.tables
    owned = {
        tables["workers"]: tables["workers"].c.id == worker_id,
        tables["conversations"]: tables["conversations"].c.id == conversation_id,
    }
    reached = _reached_from(set(owned))

    def is_theirs(table: SqlTable) -> ColumnElement[bool]:
        if table not in owned:
            owned[table] = or_(
                *(
                    column.in_(select(target).where(is_theirs(target.table)))
                    for column, target in references(table)
                    if target.table in reached
                )
            )
        return owned[table]

    for table in reached:
        is_theirs(table)
    return owned


def _reached_from(roots: set[SqlTable]) -> set[SqlTable]:
    reached: set[SqlTable] = set()
    found = roots
    while found:
        reached |= found
        found = {
            table
            for table in Table.metadata.tables.values()
            if table not in reached and any(to.table in reached for _, to in references(table))
        }
    return reached


def references(table: SqlTable) -> Iterator[tuple[Column[Any], Column[Any]]]:
    """The columns of a table that refer to another table, each with the column it refers to."""
    tables = Table.metadata.tables
    for column in table.columns:
        targets = [foreign_key.column for foreign_key in column.foreign_keys]
        if column.name in LOOSE_REFERENCES:
            name, key = LOOSE_REFERENCES[column.name]
            targets.append(tables[name].c[key])
        yield from ((column, target) for target in targets if target.table is not table)


def is_secret(column: Column[Any]) -> bool:
    """Whether the column only serves to recognise a secret."""
    return column.name.endswith(HASH)


def _ids_referred_to(table: SqlTable, gathered: Mapping[str, list[Row]]) -> set[Any]:
    return {
        row[foreign_key.parent.name]
        for name, rows in gathered.items()
        for foreign_key in Table.metadata.tables[name].foreign_keys
        if foreign_key.column.table is table
        for row in rows
        if row.get(foreign_key.parent.name) is not None
    }


def _moment(row: Row) -> tuple[int, str]:
    """Messages by their number; other rows by the first moment they carry."""
    moments = [str(value) for key, value in row.items() if key.endswith(("_at", "_on"))]
    return row.get("seq") or row.get("number") or 0, moments[0] if moments else ""
