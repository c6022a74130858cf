"""Makes the two virtual environments, and installs a lock only when it changed."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from operations.bootstrap import installer, interpreters
from operations.faults import OperatorFault
from operations.logs import log_file
from operations.progress import Progress

STAMP = "installed-locks"


@dataclass(frozen=True)
class Environment:
    """One virtual environment: where it is, what goes in, and which Python it takes."""

    owner: str
    folder: Path
    locks: tuple[Path, ...]
    version: str  # the oldest that will do; for Rasa the only one
    takes: Callable[[str], bool]
    find_python: Callable[[], str | None]  # None: uv may download that version

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"


class PythonMissing(OperatorFault):
    """This machine has no Python of the version that an environment needs."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Python {version} was not found on this machine, and could not be downloaded: "
            f"install it, for instance with `pyenv install {version}` or "
            f"`uv python install {version}`, and start again. Details: {log_file('install')}"
        )


def prepare(environment: Environment, lock: IO[str], progress: Progress) -> None:
    """Bring one environment up to date; raises OperatorFault with the remedy."""
    wanted = [digest(path) for path in environment.locks]
    installed = _installed(environment)
    if installed and set(wanted) <= set(installed):
        return
    uv = installer.find_uv(lock)
    if not installed:
        _make_anew(environment, uv, lock, progress)
    stamp = environment.folder / STAMP
    # Without a stamp the environment is made anew: an interrupted installation mends itself.
    stamp.unlink(missing_ok=True)
    title = f"Installing {environment.owner} packages"
    command = [uv, "pip", "sync", "--require-hashes", "--python", str(environment.python)]
    with progress.step(title):
        installer.run([*command, *map(str, environment.locks)], title, lock)
    stamp.write_text("\n".join(wanted))


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise OperatorFault(f"{path} is missing: restore it with `git checkout`.") from None


def _installed(environment: Environment) -> list[str]:
    """The locks that this environment holds; none when it is absent, broken or half made."""
    answer = interpreters.ask(str(environment.python))
    stamp = environment.folder / STAMP
    if not (answer and environment.takes(answer[0]) and stamp.exists()):
        return []
    return stamp.read_text().split()


def _make_anew(environment: Environment, uv: str, lock: IO[str], progress: Progress) -> None:
    if environment.folder.exists():
        shutil.rmtree(environment.folder)
    python = environment.find_python()
    command = [uv, "venv", "--no-project", "--python", python or environment.version]
    title = f"Making {environment.owner} Python environment"
    try:
        with progress.step(title):
            installer.run([*command, str(environment.folder)], title, lock)
    except installer.InstallationFailed:
        if python is None:
            raise PythonMissing(environment.version) from None
        raise
