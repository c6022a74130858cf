"""A house: run.py and operations with stand-ins for everything that they start."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil

PORTS = ("API_PORT", "ACTIONS_PORT", "RASA_PORT")
PATIENCE_SECONDS = 60


class House:
    """A folder in which run.py runs, on ports of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.working_directory = root
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in PORTS},
            **{name: str(free_port()) for name in PORTS},
            "PYTHONUNBUFFERED": "1",
        }
        self._started: list[subprocess.Popen[bytes]] = []

    def run(self, *arguments: str, via: str = "operations", **environment: str) -> "Run":
        """Start it: the second half of `run.py`, or via run.py itself."""
        start = [str(self.root / "run.py")] if via == "run.py" else ["-m", "operations", "run"]
        return self._start([sys.executable, *start, *arguments], environment)

    def run_into_a_pipe(self) -> subprocess.Popen[bytes]:
        """Start it with an output that can be taken away."""
        command = [sys.executable, "-m", "operations"]
        process = subprocess.Popen(
            command, cwd=self.root, env=self.environment, stdout=subprocess.PIPE
        )
        self._started.append(process)
        return process

    def test(self, *chosen: str, **environment: str) -> "Run":
        """Start the second half of `run.py test`."""
        return self._start([sys.executable, "-m", "operations", "test", *chosen], environment)

    def run_under_a_shell(self, **environment: str) -> "Run":
        """Start it as the child of a shell, which is what is returned."""
        return self._start(["sh", "-c", f"{sys.executable} -m operations run; :"], environment)

    def _start(self, command: list[str], environment: dict[str, str]) -> "Run":
        out = self.root / f"output-{len(self._started)}"
        process = subprocess.Popen(
            command,
            cwd=self.working_directory,
            env={**self.environment, **environment},
            stdout=out.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._started.append(process)
        return Run(process, out)

    def run_once(self, via: str = "operations") -> None:
        """Start until ready, and stop."""
        run = self.run(via=via)
        run.until_said("Stop with Ctrl-C")
        assert run.interrupt() == 0
        assert self.is_empty()

    def train(self) -> int:
        """Train when needed, and return the exit code."""
        command = [sys.executable, "-m", "operations.train"]
        return subprocess.run(command, cwd=self.root, env=self.environment, check=False).returncode

    def models(self) -> list[Path]:
        """The trained models."""
        return list((self.root / "models").glob("*.tar.gz"))

    def told(self, name: str) -> dict[str, str]:
        """The environment that a service was given."""
        environment: dict[str, str] = json.loads((self.root / f"{name}.env.json").read_text())
        return environment

    def answering(self, variable: str) -> psutil.Process:
        """The process that listens on one of our ports."""
        number = int(self.environment[variable])
        return next(p for p in self.processes() if number in listening(p))

    def is_answering(self, variable: str) -> bool:
        """Whether anything listens on one of our ports."""
        return any(int(self.environment[variable]) in listening(p) for p in self.processes())

    def processes(self) -> list[psutil.Process]:
        """Every process that works in this house."""
        return [p for p in psutil.process_iter() if works_in(p, self.root)]

    def is_empty(self) -> bool:
        """Whether nothing runs here any more."""
        return not self.processes()

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        for process in self.processes():
            process.kill()
        for started in self._started:
            started.wait()


class Run:
    """One `run.py` that was started."""

    def __init__(self, process: subprocess.Popen[bytes], out: Path) -> None:
        self.process = process
        self._out = out

    @property
    def output(self) -> str:
        """What it said until now."""
        return self._out.read_text()

    def until_said(self, text: str) -> None:
        """Wait until it says something."""
        until(lambda: text in self.output or self.process.poll() is not None)
        assert text in self.output, self.output

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_SECONDS)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fails when it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def works_in(process: psutil.Process, folder: Path) -> bool:
    """Whether the working directory of a process is this folder."""
    try:
        return process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def listening(process: psutil.Process) -> list[int]:
    """The ports that a process listens on."""
    try:
        return [c.laddr.port for c in process.net_connections() if c.status == psutil.CONN_LISTEN]
    except psutil.Error:
        return []


def free_port() -> int:
    """A port that nothing listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
