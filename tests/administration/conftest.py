"""The administrator at work: commands as they are typed, on a real database."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from api.administration.__main__ import carry_out, parser
from api.administration.office import Office
from api.database import Database
from api.settings import Settings
from api.signals import Signals


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


@pytest.fixture
def administer(database: Database) -> Administer:
    """Run one command, given as the words after `python -m api.administration`."""

    async def run(*words: str | Path) -> Done:
        arguments = parser().parse_args([str(word) for word in words])
        out, aside = io.StringIO(), io.StringIO()
        office = Office(
            database,
            dry_run=getattr(arguments, "dry_run", False),
            out=Console(file=out),
            aside=Console(file=aside),
        )
        code = await carry_out(office, arguments)
        return Done(code, out.getvalue(), aside.getvalue().splitlines())

    return run
