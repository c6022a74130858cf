"""Promises of `python -m api.coaches`, by which an administrator lets people in."""

import os
import re
import subprocess
import sys

from argon2 import extract_parameters
from sqlalchemy import select

from api.console.signing_in import people
from api.console.signing_in.passwords import password_is_right
from api.console.signing_in.tables import CoachSession
from api.database import Database
from api.escalations.tables import Coach
from api.settings import REPOSITORY, Settings
from api.signals import Signals
from tests.console.coaches import Console


def command(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it as an administrator does."""
    return subprocess.run(
        [sys.executable, "-m", "api.coaches", *words],
        cwd=REPOSITORY,
        env=os.environ | {"DATABASE_URL": settings.database_url},
        capture_output=True,
        text=True,
        check=False,
    )


async def test_adds_changes_and_lists(settings: Settings) -> None:
    added = command(settings, "add", "Noor@X.example", "Noor", "--role", "lead")
    found = re.search(r"sign-in: (\S+)\n", added.stdout)
    assert found, added
    assert command(settings, "add", "noor@x.example", "N").stderr.startswith("Somebody with this")
    assert "noor@x.example  Noor  lead\n" in command(settings, "list").stdout
    database = Database(settings.database_url, Signals())
    async with database.reading() as db:
        noor = await people.by_email(db, "noor@x.example")
    await database.close()
    assert noor.password_ends_at
    assert password_is_right(found[1], noor.password_hash)
    kept = extract_parameters(noor.password_hash)
    # ASVS 5.0, appendix C.
    assert (kept.type.name, kept.time_cost, kept.parallelism) == ("ID", 2, 1)
    assert kept.memory_cost >= 19456


async def test_disabling_ends_sessions_and_unknown_is_told(console: Console) -> None:
    async with console.coach() as sanne:
        said = command(console.parts.settings, "disable", "sanne@werkplaats.example")
        assert said.stdout == "sanne@werkplaats.example is out.\n"
        assert (await sanne.get("/console")).status_code == 303
    async with console.parts.database.reading() as db:
        assert all(one.revoked_at for one in await db.scalars(select(CoachSession)))
        coach = await people.by_email(db, "sanne@werkplaats.example")
    assert isinstance(coach, Coach)
    assert command(console.parts.settings, "role", "x@x.example", "lead").returncode != 0
