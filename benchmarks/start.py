"""Measures how long a worker waits for the first answer after a start, and what it costs.

    .venv/bin/python -m benchmarks.start

Clones HEAD, starts the clone twice on ports of its own with a warm package cache, and asks one
question through the WebSocket each time. Needs the development packages, which
`python3 run.py test` installs.
"""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

from tests.support.chat import chatting

REPOSITORY = Path(__file__).resolve().parents[1]
QUESTION = "Wat is een leerrekening?"
READY = "Stop with Ctrl-C"
LIMIT_SECONDS = 600


def main() -> None:
    """Measure both starts and print the figures."""
    with tempfile.TemporaryDirectory(prefix="leermaat-") as folder:
        began = time.monotonic()
        clone = Path(folder) / "leermaat"
        command = ["git", "clone", "--quiet", str(REPOSITORY), str(clone)]
        subprocess.run(command, check=True)  # noqa: S603
        with started(clone) as (_, address, said):
            answer = asyncio.run(ask(address))
            print(f"clean clone to first answer   {time.monotonic() - began:6.1f} s")
            print(f"  of which training           {training_seconds(said.read_text()):6.1f} s")
        began = time.monotonic()
        with started(clone) as (run, address, _):
            asyncio.run(ask(address))
            print(f"second start to first answer  {time.monotonic() - began:6.1f} s")
            print_memory(run)
    print(f"the answer: {answer}")


@contextmanager
def started(clone: Path) -> Iterator[tuple[psutil.Process, str, Path]]:
    """`python3 run.py` from ready to stopped: its process, address and what it said."""
    ports = {name: str(free_port()) for name in ("API_PORT", "ACTIONS_PORT", "RASA_PORT")}
    said = clone.parent / "said"
    with said.open("w") as out:
        command = [sys.executable, str(clone / "run.py")]
        run = psutil.Popen(command, env=os.environ | ports, stdout=out, stderr=out)
    try:
        wait_until_ready(run, said)
        yield run, f"http://127.0.0.1:{ports['API_PORT']}", said
    finally:
        run.send_signal(signal.SIGINT)
        run.wait(60)


def wait_until_ready(run: psutil.Popen, said: Path) -> None:
    """Return when run.py says that it is ready; exits with what it said when it ends instead."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while READY not in said.read_text():
        if run.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"run.py did not become ready:\n{said.read_text()}")
        time.sleep(0.05)


async def ask(address: str) -> str:
    """Ask one question as a worker does, and return the bot's answer."""
    async with chatting(address) as chat:
        answer = await chat.ask(QUESTION, seconds=30)
        return str(answer["text"])


def training_seconds(said: str) -> float:
    """What run.py says about the training."""
    found = re.search(r"Training the assistant: done in ([\d.]+) s", said)
    return float(found[1]) if found else 0.0


def print_memory(run: psutil.Process) -> None:
    """The resident memory of run.py and of each process that it started."""
    for process in [run, *run.children(recursive=True)]:
        words = process.cmdline()
        name = words[words.index("-m") + 1] if "-m" in words else Path(words[-1]).name
        if name == "uvicorn":
            name = words[words.index("-m") + 2].partition(".")[0]
        print(f"resident memory {name:13} {process.memory_info().rss / 1e6:6.0f} MB")


def free_port() -> int:
    """A port that nothing listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
