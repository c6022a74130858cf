"""Everything, really running: Rasa, the actions and the API, started as an operator does."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from operations.paths import ROOT
from tests.channels.telegram.fake.server import TOKEN

START_SECONDS = 300  # a first start trains the model


@dataclass(frozen=True)
class Running:
    """A running Leermaat, and what its operator was told."""

    address: str
    said: str
    # Where it looks for Telegram, as soon as somebody answers there.
    telegram_port: int

    @property
    def coach_password(self) -> str:
        """The password of the demo coaches."""
        found = re.search(r"sanne@werkplaats\.example\W+(?:password)?\W*(\S+)", self.said)
        assert found, self.said
        return found[1]

    def identity(self, reference: str) -> str:
        """The token that the demo page gets for one of its workers."""
        token: str = httpx.post(f"{self.address}/demo/identity/{reference}").json()["token"]
        return token


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Leermaat with its demo data, on ports and in a folder of its own."""
    folder = tmp_path_factory.mktemp("running")
    ports = {name: str(_free_port()) for name in ("API_PORT", "ACTIONS_PORT", "RASA_PORT")}
    telegram_port = _free_port()
    environment = (
        os.environ
        | ports
        | {
            "VAR_FOLDER": str(folder),
            "STOP_WITH_PARENT": "1",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": f"http://127.0.0.1:{telegram_port}",
            "MESSAGES_PER_MINUTE": "100000",
            "SECOND_FACTOR_REQUIRED": "false",
        }
    )
    said = folder / "said"
    with said.open("w") as out:
        command = [sys.executable, "-m", "operations", "run"]
        run = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        _wait_until_ready(run, said)
        address = f"http://127.0.0.1:{ports['API_PORT']}"
        yield Running(address, said.read_text(), telegram_port)
    finally:
        run.send_signal(signal.SIGINT)
        run.wait(60)


def _wait_until_ready(run: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "Stop with Ctrl-C" not in said.read_text():
        if run.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"It did not become ready:\n{said.read_text()}")
        time.sleep(0.1)


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
