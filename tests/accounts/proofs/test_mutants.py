"""Every injected defect is noticed by the check that should notice it.

That a sound ledger passes the same checks is the subject of test_invariants.
"""

import pytest

from api.database import Database
from tests.accounts.proofs.mutants import MUTANTS, Mutant


def on(kind: str) -> list[object]:
    return [pytest.param(m, id=m.name) for m in MUTANTS if m.shows_on == kind]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("mutant", on("sqlite"))
async def test_defect_is_noticed(
    monkeypatch: pytest.MonkeyPatch, database: Database, mutant: Mutant
) -> None:
    await notices(monkeypatch, database, mutant)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("mutant", on("postgresql"))
async def test_defect_is_noticed_where_writers_meet(
    monkeypatch: pytest.MonkeyPatch, database: Database, mutant: Mutant
) -> None:
    await notices(monkeypatch, database, mutant)


async def notices(monkeypatch: pytest.MonkeyPatch, database: Database, mutant: Mutant) -> None:
    with monkeypatch.context() as patch:
        await mutant.put_in(patch, database)
        # An assertion, pytest's own "did not raise", or an error that nobody should see.
        with pytest.raises((Exception, pytest.fail.Exception)) as noticed:
            await mutant.caught_by(database)
    print(f"{mutant.name}: {noticed.value!r:.200}")
