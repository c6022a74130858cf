"""A migrated database, a scripted Rasa and a running API for every test that asks."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.app import create_app
from api.database import Database
from api.services import Services
from api.settings import REPOSITORY, Settings
from api.workers.identity import Identity, sign_identity
from tests.support.postgres import Postgres, running_postgres
from tests.support.rasa import ScriptedRasa
from tests.support.servers import serving

# What a test runs on that does not say which database it is about.
USUAL_DATABASE = os.environ.get("TEST_DATABASE", "sqlite")

# Nothing here speaks TLS. Without this every client would read all certificates of the machine,
# which takes longer than most tests.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file as the migrations make it."""
    file = tmp_path_factory.mktemp("database") / "leermaat.db"
    environment = os.environ | {"DATABASE_URL": f"sqlite+aiosqlite:///{file}"}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_database: Path) -> str:
    """The address of an empty, migrated SQLite file."""
    return f"sqlite+aiosqlite:///{shutil.copy(migrated_database, tmp_path / 'leermaat.db')}"


@pytest.fixture
def postgresql_url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty, migrated PostgreSQL database, gone after the test."""
    with postgres.fresh_for_a_while() as url:
        yield url


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings with a fresh database: SQLite, or with TEST_DATABASE=postgresql the other kind."""
    return Settings(
        database_url=request.getfixturevalue(f"{USUAL_DATABASE}_url"),
        widget_signing_secret="s" * 32,
        assistant_token="assistant",
        assistant_timeout_seconds=3.0,
        messages_per_minute=1000,
        # Most tests are about what happens once a coach is in.
        second_factor_required=False,
        second_factor_key="k" * 32,
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for all tests of this process."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database of either kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def rasa() -> ScriptedRasa:
    """A Rasa that says what the test tells it to."""
    return ScriptedRasa()


@dataclass
class RunningApi:
    """A running API: where it listens, and its parts for looking behind the door."""

    address: str
    parts: Services

    @property
    def database(self) -> Database:
        """The database behind it."""
        return self.parts.database

    def identity(self, reference: str, name: str = "Samira") -> str:
        """A token as the host site would sign it."""
        return sign_identity(Identity(reference, name), self.parts.settings)


@pytest.fixture
async def api(settings: Settings, rasa: ScriptedRasa) -> AsyncIterator[RunningApi]:
    """The API on a real port, in front of the scripted Rasa."""
    async with serving(rasa.app) as rasa_address:
        settings.assistant_url = rasa_address
        app = create_app(settings)
        async with serving(app) as address:
            settings.allowed_origins = [address]
            yield RunningApi(address, app.state.services)
