"""Rows that are known by a name: found, or added when nobody has yet."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.tables import Depositor, Fund, LedgerAccount, LedgerAccountKind, Provider
from api.database import Table

T = TypeVar("T", bound=Table)
# Both know "on conflict do nothing", which the common base does not.
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


async def find_or_add(db: AsyncSession, table: type[T], by: Mapping[str, Any], **others: Any) -> T:
    """The row with these unique values; two writers at the same moment get the same row."""
    wanted = select(table).filter_by(**by)
    found: T | None = await db.scalar(wanted)
    if found is None:
        insert = INSERT[db.get_bind().dialect.name](table)
        await db.execute(insert.values(**by, **others).on_conflict_do_nothing())
        found = (await db.scalars(wanted)).one()
    return found


async def depositor(db: AsyncSession, name: str) -> Depositor:
    """The employer or fund of this name."""
    return await find_or_add(db, Depositor, {"name": name})


async def fund(db: AsyncSession, name: str) -> Fund:
    """The fund of this name."""
    return await find_or_add(db, Fund, {"name": name})


async def provider(db: AsyncSession, name: str) -> Provider:
    """The provider of this name; capitals and double spaces make no difference."""
    shown = " ".join(name.split())
    return await find_or_add(db, Provider, {"name_key": shown.casefold()}, name=shown)


async def ledger_account(db: AsyncSession, kind: LedgerAccountKind, owner_id: Any) -> LedgerAccount:
    """The place where this owner's money of this kind stands; opened when money first comes."""
    return await find_or_add(db, LedgerAccount, {"kind": kind, "owner_id": owner_id})
