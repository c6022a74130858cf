"""A console with two coaches."""

from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher

from api.app import create_app
from api.escalations.tables import Coach
from api.settings import Settings
from tests.console.coaches import PASSWORD, Console
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Every coach here has the same password, checked as in earnest but with the least work."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture
async def console(
    settings: Settings, rasa: ScriptedRasa, password_hash: str
) -> AsyncIterator[Console]:
    """The API on a real port, with Sanne and Youssef as its coaches."""
    async with serving(rasa.app) as rasa_address:
        settings.assistant_url = rasa_address
        app = create_app(settings)
        async with serving(app) as address:
            settings.public_url = address
            async with app.state.services.database.transaction() as db:
                for name in ("Sanne", "Youssef"):
                    email = f"{name.lower()}@werkplaats.example"
                    db.add(Coach(email=email, name=name, password_hash=password_hash))
            yield Console(address, app.state.services)
