"""Makes the two virtual environments, and installs a lock only when it changed."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from operations.bootstrap import installer, interpreters
from operations.faults import OperatorFault
from operations.progress import Progress

STAMP = "installed-locks"


@dataclass(frozen=True)
class Environment:
    """One virtual environment: where it is, what goes in, and which Python it takes."""

    owner: str
    folder: Path
    locks: tuple[Path, ...]
    takes: Callable[[str], bool]
    find_python: Callable[[], str]

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"


def prepare(environment: Environment, lock: IO[str], progress: Progress) -> None:
    """Bring one environment up to date; raises OperatorFault with the remedy."""
    wanted = [digest(path) for path in environment.locks]
    installed = _installed(environment)
    if installed and set(wanted) <= set(installed):
        return
    uv = installer.find_uv(lock)
    if not installed:
        _make_anew(environment, uv, lock)
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


def _make_anew(environment: Environment, uv: str, lock: IO[str]) -> None:
    if environment.folder.exists():
        shutil.rmtree(environment.folder)
    command = [uv, "venv", "--no-project", "--python", environment.find_python()]
    title = f"Making {environment.owner} Python environment"
    installer.run([*command, str(environment.folder)], title, lock)
