"""The fifteen ledger invariants, and two of our own, on SQLite and on PostgreSQL."""

import pytest

from api.database import Database
from tests.accounts.proofs.invariants import INVARIANTS, Check


@pytest.mark.parametrize("check", INVARIANTS, ids=lambda check: check.__name__)
async def test_invariant(database: Database, check: Check) -> None:
    await check(database)
