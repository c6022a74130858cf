"""Leaves no process behind, even when the one that started them is killed with -9.

The watchdog is a process of its own that reads a pipe: the numbers of the process groups that
live. Only the supervisor holds the other end, so the pipe ends when the supervisor does, however
it died; then what is left is killed. This works on Linux and macOS alike, and reaches
grandchildren too.

A child announces itself, before it becomes the command that it is for, and holds the pipe until
then: there is no moment at which a child lives that the watchdog will not hear of.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence


class Watchdog:
    """The supervisor's side: knows which process groups live."""

    def __init__(self) -> None:
        self._groups: set[int] = set()

    def start(self) -> None:
        """Start watching; nothing is watched yet."""
        self._process = subprocess.Popen(  # noqa: S603 (this file)
            [sys.executable, "-I", "-S", __file__], stdin=subprocess.PIPE, start_new_session=True
        )

    def end(self) -> None:
        """End the watch; what still lives is killed."""
        self._process.communicate()

    @property
    def pipe(self) -> int:
        """What a child must inherit in order to announce itself."""
        assert self._process.stdin  # noqa: S101 (it was made as a pipe)
        return self._process.stdin.fileno()

    def announced(self, command: Sequence[str]) -> list[str]:
        """The command for a child that first announces itself."""
        return [sys.executable, "-I", "-S", __file__, str(self.pipe), *command]

    def watch(self, group: int) -> None:
        """Remember a process group; it has announced itself, unless the watchdog was killed."""
        self._groups.add(group)
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """This process group has ended; its number may soon be somebody else's."""
        self._groups.discard(group)
        self._tell(f"-{group}")

    def _tell(self, line: str) -> None:
        try:
            tell(self.pipe, line)
        except BrokenPipeError:  # somebody killed the watchdog: get another
            self._process.wait()
            self.start()
            for group in self._groups:
                tell(self.pipe, f"+{group}")


def tell(pipe: int, line: str) -> None:
    """Write one line to the watchdog; lines this short never mix."""
    os.write(pipe, f"{line}\n".encode())


def announce(pipe: int, command: Sequence[str]) -> None:
    """The child's side: say that we live, then become the command."""
    with contextlib.suppress(BrokenPipeError):  # the supervisor will say it to a new watchdog
        tell(pipe, f"+{os.getpid()}")
    os.close(pipe)
    os.execv(command[0], list(command))  # noqa: S606


def watch() -> None:
    """The watchdog's own side: wait for the end of the pipe, then kill what is left."""
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    announce(int(sys.argv[1]), sys.argv[2:]) if sys.argv[1:] else watch()
