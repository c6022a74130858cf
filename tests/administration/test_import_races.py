"""However a file arrives, in pieces, twice or at the same moment, its deposits are booked once."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.accounts.tables import Transfer
from api.database import Database
from api.signals import Signals
from tests.administration.conftest import Administer
from tests.administration.test_import import HEADER, NEWS, write

ROWS = [
    f"w{number % 3};Zon;bank_demo;{number + 1},00;2-3-2026;kenmerk {number}" for number in range(8)
]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Of both kinds: writers meet differently there."""
    database = Database(database_url, Signals())
    yield database
    await database.close()


async def booked_cents(database: Database) -> int:
    async with database.reading() as db:
        return await db.scalar(select(func.sum(Transfer.amount_cents))) or 0


def cents_of(rows: Sequence[str]) -> int:
    return sum(100 * int(row.split(";")[3].removesuffix(",00")) for row in rows)


async def test_the_same_file_twice_at_once(
    administer: Administer, database: Database, tmp_path: Path
) -> None:
    file, backwards = tmp_path / "a.csv", tmp_path / "b.csv"
    write(file, HEADER, *ROWS)
    write(backwards, HEADER, *reversed(ROWS))
    both = [administer("import-deposits", each, *NEWS) for each in (file, backwards)]
    assert [done.code for done in await asyncio.gather(*both)] == [0, 0]
    assert await booked_cents(database) == cents_of(ROWS)
    assert (await administer("reconcile")).code == 0


@pytest.mark.parametrize("seed", range(3))
async def test_any_pieces_in_any_order_come_to_the_same(
    administer: Administer, database: Database, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    seen: set[str] = set()
    for _ in range(6):
        rows = chance.sample(ROWS, chance.randint(1, len(ROWS)))
        done = await administer("import-deposits", write(tmp_path / "x.csv", HEADER, *rows), *NEWS)
        assert f"Geboekt: {len(set(rows) - seen)}." in done.said
        seen |= set(rows)
        assert await booked_cents(database) == cents_of(sorted(seen))
