"""Starts and stops processes, each in a session of its own, so that none outlives us."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from operations.logs import open_log
from operations.paths import ROOT
from operations.watchdog import Watchdog

GRACE_SECONDS = 10.0


class Processes:
    """Everything that we started; what is left when we die is killed by the watchdog."""

    def __init__(self) -> None:
        self._watchdog = Watchdog()

    def __enter__(self) -> Self:
        self._watchdog.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._watchdog.end()

    async def start(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path | None = None,
        piped: bool = False,
    ) -> Process:
        """Start a command from the repository's root; without a log it writes where we write."""
        with open_log(log) as output:
            process = await asyncio.create_subprocess_exec(
                *self._watchdog.announced(command),
                cwd=ROOT,
                env=environment,
                pass_fds=(self._watchdog.pipe,),
                stdin=DEVNULL,
                stdout=PIPE if piped else output,
                stderr=output,
                start_new_session=True,
            )
        self._watchdog.watch(process.pid)
        return process

    async def stop(self, process: Process, polite: int = signal.SIGTERM) -> None:
        """Ask a process group to end, and end what is left of it after the grace time."""
        if process.returncode is None:
            _signal(process.pid, polite)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), GRACE_SECONDS)
        _signal(process.pid, signal.SIGKILL)
        await process.wait()
        self._watchdog.forget(process.pid)

    async def run(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path | None = None,
        polite: int = signal.SIGTERM,
    ) -> int:
        """Run a command to its end and return its exit code; stops it when we are cancelled."""
        process = await self.start(command, environment, log)
        try:
            return await process.wait()
        finally:
            await self.stop(process, polite)

    async def read(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> tuple[int, bytes]:
        """Run a command to its end and return its exit code and what it printed."""
        process = await self.start(command, environment, log, piped=True)
        try:
            printed, _ = await process.communicate()
            return await process.wait(), printed
        finally:
            await self.stop(process)


def describe(code: int) -> str:
    """How a process ended, in words."""
    return f"ended with code {code}" if code >= 0 else f"was killed by signal {-code}"


def _signal(group: int, number: int) -> None:
    # macOS answers PermissionError for a group of which only a zombie is left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
