"""Leaves no process behind, even when the one that started them is killed with -9.

It runs as a process of its own and reads a pipe that only the supervisor can write: the numbers
of the process groups that live. The pipe ends when the supervisor does, however it died; then
what is left is killed. Works on Linux and macOS alike, and reaches grandchildren too.
"""

import contextlib
import os
import signal
import subprocess
import sys


class Watchdog:
    """The supervisor's side: tells which process groups live."""

    def __init__(self) -> None:
        self._groups: set[int] = set()

    def start(self) -> None:
        """Start watching; nothing is watched yet."""
        command = [sys.executable, "-I", "-S", __file__]
        self._process = subprocess.Popen(  # noqa: S603 (this file)
            command, stdin=subprocess.PIPE, start_new_session=True
        )

    def end(self) -> None:
        """End the watch; what still lives is killed."""
        self._process.communicate()

    def watch(self, group: int) -> None:
        """Kill this process group when the supervisor is gone."""
        self._groups.add(group)
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """This process group has ended; its number may soon be somebody else's."""
        self._groups.discard(group)
        self._tell(f"-{group}")

    def _tell(self, line: str) -> None:
        try:
            self._write(line)
        except BrokenPipeError:  # somebody killed the watchdog: get another
            self._process.wait()
            self.start()
            for group in self._groups:
                self._write(f"+{group}")

    def _write(self, line: str) -> None:
        assert self._process.stdin  # noqa: S101 (it is a pipe)
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()


def main() -> None:
    """The watchdog's own side: wait for the end of the pipe, then kill what is left."""
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
