"""The log files in var/log: one for each process or step, kept small."""

import contextlib
import os
import re
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from operations.paths import LOGS, VAR

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LARGEST_BYTES = 5_000_000


def log_file(name: str) -> Path:
    """The log file of one process or step; makes its folder, which only its owner may enter."""
    LOGS.mkdir(parents=True, exist_ok=True)
    VAR.chmod(0o700)
    return LOGS / f"{name}.log"


def open_log(log: Path | None) -> AbstractContextManager[IO[bytes] | None]:
    """Open a log for appending; None stands for our own output."""
    return log.open("ab") if log else contextlib.nullcontext()


def rotate(log: Path) -> None:
    """Keep one older log beside a log that has grown large; its writer need not know."""
    if log.exists() and log.stat().st_size > LARGEST_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def last_words(log: Path) -> str:
    """Where to read why something ended, with the last line of it that says something."""
    said = log.read_text(errors="replace") if log.exists() else ""
    lines = COLOUR.sub("", said).splitlines()
    last = next((line.strip() for line in reversed(lines) if line.strip()), "(none)")
    return f"Its last words: {last} More of them: {log}"
