"""Knows uv: finds or gets it, and turns what it complains about into one sentence."""

import os
import re
import shutil
import subprocess
import sys
from typing import IO

from operations.bootstrap import interpreters
from operations.faults import OperatorFault
from operations.logs import log_file
from operations.paths import ROOT

TOOLS = ROOT / ".tools"
NETWORK = r"error sending request|failed to fetch|dns error|name resolution|unreachable|connect"
REMEDIES = (
    (r"no space left on device", "The disk is full: free some space and start again."),
    (
        r"hash mismatch|hashes are required|do not match the hashes",
        "A package differs from what the lock file names, so it was not installed: "
        "check the package index that is configured here, then start again.",
    ),
    (
        r"no module named pip",
        "This Python has no pip: install that (on Debian the package python3-pip) or uv, "
        "and start again.",
    ),
    (
        r"certificate",
        "The package index shows a certificate that is not trusted here: start again with "
        "`UV_SYSTEM_CERTS=1`, or with SSL_CERT_FILE naming your organisation's certificates.",
    ),
    (NETWORK, "The package index could not be reached: check the network and start again."),
    (r"permission denied|read-only", "This folder cannot be written: check its owner and rights."),
)


class InstallationFailed(OperatorFault):
    """Packages or an interpreter could not be installed."""


def find_uv(lock: IO[str]) -> str:
    """The path of a uv that runs; gets one into .tools when this machine has none."""
    own = TOOLS / "bin" / "uv"
    for candidate in [*interpreters.on_path("uv"), str(own)]:
        if _runs(candidate):
            return candidate
    fresh = TOOLS.with_name(f".tools-{os.getpid()}")
    try:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(fresh), "uv"]
        run(command, "Installing uv (or install it yourself: https://docs.astral.sh/uv/)", lock)
        shutil.rmtree(TOOLS, ignore_errors=True)
        fresh.rename(TOOLS)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return str(own)


def run(command: list[str], title: str, lock: IO[str]) -> None:
    """Run one installing command; raises InstallationFailed with the remedy.

    The command holds the lock too: when run.py is killed, the next one waits for its leftovers.
    """
    with log_file("install").open("a+") as log:
        start = log.seek(0, os.SEEK_END)
        code = subprocess.run(  # noqa: S603 (pip or uv)
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(lock.fileno(),),
            check=False,
        ).returncode
        if code != 0:
            log.seek(start)
            raise InstallationFailed(f"{title} failed. {remedy(log.read())}")


def remedy(complaint: str) -> str:
    """The sentence that helps against what an installer said."""
    for pattern, sentence in REMEDIES:
        if re.search(pattern, complaint, re.IGNORECASE):
            return f"{sentence} Details: {log_file('install')}"
    return f"The reason is at the end of {log_file('install')}"


def _runs(uv: str) -> bool:
    try:
        command = [uv, "--version"]
        run = subprocess.run(command, capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0
