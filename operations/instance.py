"""One Leermaat per folder: the lock is held by the process itself, so it cannot be stale."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from operations.faults import OperatorFault
from operations.logs import log_file
from operations.paths import VAR


class AlreadyRunning(OperatorFault):
    """Leermaat was started from this folder before, and still runs."""

    def __init__(self, pid: str) -> None:
        super().__init__(
            f"Leermaat already runs from this folder, as process {pid}: "
            f"use that one, or stop it with Ctrl-C there or `kill {pid}`."
        )


@contextmanager
def claim() -> Iterator[None]:
    """Be the one instance of this folder; raises AlreadyRunning."""
    with _open() as lock:
        _lock(lock)
        lock.seek(0)
        lock.truncate()
        print(os.getpid(), file=lock, flush=True)
        yield


def refuse_second() -> None:
    """Raise AlreadyRunning when an instance runs, without becoming one."""
    with _open() as lock:
        _lock(lock)


def _open() -> IO[str]:
    log_file("run")
    return (VAR / "run.lock").open("a+")


def _lock(lock: IO[str]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise AlreadyRunning(lock.read().strip()) from None
