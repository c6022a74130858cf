"""Two coaches, and workers who ask for one."""

import pytest

from api.console.signing_in.passwords import hash_password
from api.escalations.tables import Coach
from tests.conftest import RunningApi


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashing is slow on purpose, and once is enough."""
    return hash_password("x")


@pytest.fixture
async def coaches(api: RunningApi, password_hash: str) -> tuple[Coach, Coach]:
    """Sanne and Youssef, with the addresses that have hours to book."""
    sanne, youssef = (
        Coach(
            email=f"{name.lower()}@werkplaats.example",
            name=name,
            password_hash=password_hash,
            capacity=1000,
        )
        for name in ("Sanne", "Youssef")
    )
    async with api.database.transaction() as db:
        db.add_all([sanne, youssef])
    return sanne, youssef
