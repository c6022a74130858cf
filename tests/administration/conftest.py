"""The administrator at work: commands as they are typed, on a real database."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from rich.console import Console

from api.administration.__main__ import carry_out, parser
from api.administration.office import Office
from api.console.signing_in.passwords import hash_password
from api.database import Database
from api.escalations.tables import Coach, Role
from api.settings import Settings
from api.signals import Signals

PASSWORD = "een lang wachtwoord"
PASSWORD_HASH = hash_password(PASSWORD)


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code, its results and its complaints."""

    code: int
    said: str
    complaints: list[str]


Administer = Callable[..., Awaitable[Done]]


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database_url, Signals())
    yield database
    await database.close()


def administering(database: Database, settings: Settings) -> Administer:
    """Run commands on this database, each given as the words that are typed."""
    settings.second_factor_required = False

    async def run(*words: object, password: str = PASSWORD) -> Done:
        arguments = parser().parse_args([str(word) for word in words])
        out, aside = io.StringIO(), io.StringIO()
        office = Office(
            database,
            settings,
            dry_run=getattr(arguments, "dry_run", False),
            out=Console(file=out),
            aside=Console(file=aside),
            ask=lambda _question: password,
        )
        code = await carry_out(office, arguments)
        return Done(code, out.getvalue(), aside.getvalue().splitlines())

    return run


@pytest.fixture
def administer(database: Database, settings: Settings) -> Administer:
    """Run one command, given as the words after `python -m api.administration`."""
    return administering(database, settings)


async def add_people(database: Database) -> None:
    """Two administrators, Anna and Bram, and a coach."""
    async with database.transaction() as db:
        for name, role in (
            ("anna", Role.ADMINISTRATOR),
            ("bram", Role.ADMINISTRATOR),
            ("coen", Role.COACH),
        ):
            email = f"{name}@werkplaats.example"
            db.add(Coach(email=email, name=name.title(), role=role, password_hash=PASSWORD_HASH))


async def administrator_of(database: Database, settings: Settings) -> Administer:
    """The people of another service, and how to give commands there."""
    await add_people(database)
    return administering(database, settings)


@pytest.fixture
async def administrators(database: Database) -> tuple[str, str]:
    """The e-mail addresses of two administrators; a coach is there as well."""
    await add_people(database)
    return "anna@werkplaats.example", "bram@werkplaats.example"
