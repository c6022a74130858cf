"""Prepares both Python projects and hands over; the standard library is all there is yet."""

import fcntl
import os
import signal
import sys
from types import FrameType
from typing import IO

from operations import instance, ports
from operations.bootstrap import interpreters
from operations.bootstrap.environments import Environment, prepare
from operations.command import parse
from operations.faults import OperatorFault
from operations.logs import log_file
from operations.paths import BOT_PYTHON, PYTHON, ROOT, VAR
from operations.progress import Progress


def main(arguments: list[str]) -> None:
    """Prepare what the command needs and become it; exits with a sentence when that fails."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    command = parse(arguments)
    interpreters.clean_environment()
    os.environ["OMP_NUM_THREADS"] = "1"  # more threads only spin: twice the processor time
    try:
        if not command.is_test:
            instance.refuse_second()
            ports.refuse_taken()
        prepare_all(for_tests=command.is_test)
    except OperatorFault as fault:
        sys.exit(str(fault))
    except OSError as error:
        sys.exit(f"{error.strerror}: {error.filename or ROOT}. Mend that and start again.")
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    os.execv(PYTHON, [str(PYTHON), "-m", "operations", *arguments])  # noqa: S606


def prepare_all(for_tests: bool) -> None:
    """Bring both environments up to date, one run.py at a time."""
    progress = Progress()
    log_file("install")
    with (VAR / "install.lock").open("a") as lock:
        _take(lock, progress)
        for environment in environments(for_tests):
            prepare(environment, lock, progress)


def environments(for_tests: bool) -> list[Environment]:
    """The current project and, apart from it, Rasa's."""
    names = ["requirements.lock", "requirements-dev.lock"] if for_tests else ["requirements.lock"]
    return [
        Environment(
            owner="Leermaat's",
            folder=PYTHON.parents[1],
            locks=tuple(ROOT / name for name in names),
            version="3.11",
            takes=lambda version: tuple(map(int, version.split("."))) >= (3, 11),
            find_python=interpreters.running,
        ),
        Environment(
            owner="Rasa's",
            folder=BOT_PYTHON.parents[1],
            locks=(ROOT / "bot" / "requirements.lock",),
            version="3.10",
            takes=lambda version: version == "3.10",
            find_python=lambda: interpreters.find(["3.10"]),
        ),
    ]


def _take(lock: IO[str], progress: Progress) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with progress.step("Waiting for another run.py that is installing"):
            fcntl.flock(lock, fcntl.LOCK_EX)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
