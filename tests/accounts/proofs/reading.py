"""Looking at the books past the services, for proofs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import aliased

from api.accounts import acts
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations import service as reservations
from api.accounts.tables import (
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Transfer,
    TransferReason,
)
from api.database import Database
from tests.accounts.books import TODAY, wish


async def reserve(database: Database, account: LearningAccount, cents: int, key: str) -> UUID:
    """Put money aside for a course, as an outside caller would."""
    made = await acts.perform(
        database, lambda db: reservations.reserve(db, account, wish(cents), key, TODAY)
    )
    return made.id


async def per_place(database: Database) -> dict[tuple[LedgerAccountKind, UUID], int]:
    """What stands in each place by the transfers alone, in cents."""
    places: dict[tuple[LedgerAccountKind, UUID], int] = defaultdict(int)
    async with database.reading() as db:
        for column, sign in ((Transfer.to_account_id, 1), (Transfer.from_account_id, -1)):
            found = await db.execute(
                select(LedgerAccount.kind, LedgerAccount.owner_id, Transfer.amount_cents).join(
                    Transfer, column == LedgerAccount.id
                )
            )
            for kind, owner_id, cents in found:
                places[kind, owner_id] += sign * cents
    return places


async def rows(database: Database) -> int:
    """How many transfers there are."""
    async with database.reading() as db:
        return int(await db.scalar(select(func.count()).select_from(Transfer)) or 0)


async def without_triggers(database: Database) -> None:
    """Take away the database's own refusal, as somebody with all rights could."""
    async with database.transaction() as db:
        if database.is_sqlite:
            for act in ("update", "delete"):
                await db.execute(text(f"DROP TRIGGER transfers_refuse_{act}"))
        else:
            await db.execute(text("DROP TRIGGER transfers_refuse_change ON transfers"))


async def log(database: Database) -> Sequence[Any]:
    """Every transfer for a reservation: which, from what kind of place to what kind, cents."""
    out_of, into = aliased(LedgerAccount), aliased(LedgerAccount)
    async with database.reading() as db:
        found = await db.execute(
            select(Transfer.reservation_id, out_of.kind, into.kind, Transfer.amount_cents)
            .join(out_of, out_of.id == Transfer.from_account_id)
            .join(into, into.id == Transfer.to_account_id)
            .where(Transfer.reservation_id.is_not(None))
        )
        return found.all()


async def deposits_and_their_reversals(database: Database) -> tuple[int, int]:
    """What was ever deposited, and how much of that was moved back by a correction, in cents."""
    original = aliased(Transfer)
    total = func.coalesce(func.sum(Transfer.amount_cents), 0)
    async with database.reading() as db:
        paid_in = await db.scalar(select(total).where(Transfer.reason == TransferReason.DEPOSIT))
        taken_back = await db.scalar(
            select(total)
            .join(original, original.id == Transfer.reverses_id)
            .where(original.reason == TransferReason.DEPOSIT)
        )
    return int(paid_in or 0), int(taken_back or 0)


async def left_by_last_day(database: Database, account: LearningAccount) -> list[int]:
    """What is available on each lot, in cents, sorted here and not by the ledger."""
    async with database.reading() as db:
        lots = await LearningAccountRepository(db).lots(account)
    lots.sort(key=lambda each: each.lot.last_day or date.max)
    return [each.available_cents for each in lots]
