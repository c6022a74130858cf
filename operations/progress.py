"""Says what is under way and for how long: live on a terminal, plain lines elsewhere."""

import contextlib
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

SILENCE_SECONDS = 20


class Progress:
    """Steps that may overlap: one line when each ends, one live line for those under way."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._live = out.isatty()
        self._running: dict[str, float] = {}
        self._spoke = time.monotonic()
        self._lock = threading.Lock()
        self._ticker: threading.Thread | None = None

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Time one step, and say so when it ends."""
        started = time.monotonic()
        with self._lock:
            self._spoke = time.monotonic()
            self._running[title] = started
            self._draw()
        self._tick_in_background()
        outcome = "stopped after"
        try:
            yield
            outcome = "done in"
        finally:
            with self._lock:
                del self._running[title]
                self._write(f"{title}: {outcome} {elapsed(started)}")

    def say(self, line: str) -> None:
        """Print one line without disturbing the live one."""
        with self._lock:
            self._write(line)

    def _write(self, line: str) -> None:
        self._spoke = time.monotonic()
        self._print(f"\r\x1b[K{line}\n" if self._live else f"{line}\n")
        self._draw()

    def _draw(self) -> None:
        if not (self._live and self._running):
            return
        width = shutil.get_terminal_size().columns - 1
        self._print(f"\r\x1b[K{self._under_way()[:width]}")

    def _print(self, text: str) -> None:
        with contextlib.suppress(OSError):  # the terminal may be gone; the work goes on
            print(text, end="", file=self._out, flush=True)

    def _under_way(self) -> str:
        return ", ".join(f"{title} ... {elapsed(at)}" for title, at in self._running.items())

    def _tick_in_background(self) -> None:
        if self._ticker is None:
            self._ticker = threading.Thread(target=self._tick, daemon=True)
            self._ticker.start()

    def _tick(self) -> None:
        while True:
            time.sleep(1)
            with self._lock:
                if self._live:
                    self._draw()
                elif self._running and time.monotonic() - self._spoke > SILENCE_SECONDS:
                    self._write(self._under_way())


def elapsed(since: float) -> str:
    """The time since a moment of the monotonic clock, as "0.4 s" or "31 s"."""
    seconds = time.monotonic() - since
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
