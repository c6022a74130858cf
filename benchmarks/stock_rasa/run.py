"""Trains and runs a stock Rasa on our data, and sends it the same turns."""

import asyncio
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from benchmarks.measuring import Figures, Turn, measure
from benchmarks.start import REPOSITORY, free_port
from operations.bootstrap import installer, interpreters

HERE = Path(__file__).parent
# Ours leaves TensorFlow out, so a stock Rasa gets an environment of its own.
ENVIRONMENT_FOLDER = REPOSITORY / ".tools" / "stock-rasa"
PYTHON = ENVIRONMENT_FOLDER / "bin" / "python"
DATA = ["--domain", "domain.yml", "--data", "data/nlu", "data/responses", "data/rules"]
START_SECONDS = 180
ENVIRONMENT = os.environ | {"RASA_TELEMETRY_ENABLED": "false", "SANIC_HOST": "127.0.0.1"}


def measure_stock(classifier: str, sentences: Sequence[str], at_once: int, turns: int) -> None:
    """Print training and start seconds, turns and memory of a stock Rasa."""
    prepare()
    with tempfile.TemporaryDirectory(prefix="stock-rasa-") as folder:
        began = time.monotonic()
        model = train(classifier, folder)
        print(f"stock Rasa ({classifier}) training      {time.monotonic() - began:6.1f} s")
        began = time.monotonic()
        with started(model, folder) as (address, processes):
            print(f"stock Rasa start to ready         {time.monotonic() - began:6.1f} s")
            for number in (1, at_once):
                figures = asyncio.run(converse(address, sentences, number, turns))
                print(f"stock Rasa, {number} at once: {figures}", flush=True)
            for process in processes:
                family = [process, *process.children(recursive=True)]
                total = sum(member.memory_info().rss for member in family)
                print(f"resident memory {process.cmdline()[2]:13} {total / 1e6:6.0f} MB")


def prepare() -> None:
    """Install Rasa as its own instructions say, once."""
    if PYTHON.exists():
        return
    ENVIRONMENT_FOLDER.parent.mkdir(exist_ok=True)
    with (ENVIRONMENT_FOLDER.parent / "stock-rasa.lock").open("a") as lock:
        uv = installer.find_uv(lock)
    python = interpreters.find(["3.10"]) or "3.10"
    for command in (
        [uv, "venv", "--no-project", "--python", python, str(ENVIRONMENT_FOLDER)],
        [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "rasa==3.6.21"],
    ):
        subprocess.run(command, check=True)  # noqa: S603


def train(classifier: str, folder: str) -> Path:
    """Train on our data with the template's pipeline."""
    options = ["--config", str(HERE / f"config_{classifier}.yml"), *DATA]
    target = ["--out", folder, "--fixed-model-name", "stock"]
    command = [str(PYTHON), "-m", "rasa", "train", *options, *target]
    subprocess.run(command, check=True, cwd=REPOSITORY, env=ENVIRONMENT, capture_output=True)  # noqa: S603
    return Path(folder) / "stock.tar.gz"


@contextmanager
def started(model: Path, folder: str) -> Iterator[tuple[str, list[psutil.Popen]]]:
    """Rasa with its REST channel and `python -m rasa_sdk`, each in a session of its own."""
    rasa_port, actions_port = free_port(), free_port()
    endpoints, credentials = Path(folder) / "endpoints.yml", Path(folder) / "credentials.yml"
    endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions_port}/webhook\n")
    credentials.write_text("rest:\n")
    files = ["--endpoints", str(endpoints), "--credentials", str(credentials)]
    listen = ["-i", "127.0.0.1", "--port", str(rasa_port), "--enable-api"]
    commands = [
        ["rasa", "run", "--model", str(model), *files, *listen],
        ["rasa_sdk", "--actions", "benchmarks.stock_rasa.actions", "--port", str(actions_port)],
    ]
    processes = [start(command) for command in commands]
    try:
        address = f"http://127.0.0.1:{rasa_port}"
        wait_until_ready(f"{address}/status")
        wait_until_ready(f"http://127.0.0.1:{actions_port}/health")
        yield address, processes
    finally:
        for process in processes:
            for member in [*process.children(recursive=True), process]:
                member.kill()


def start(command: list[str]) -> psutil.Popen:
    """One process of stock Rasa, quiet."""
    return psutil.Popen(
        [str(PYTHON), "-m", *command],
        cwd=REPOSITORY,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_until_ready(address: str) -> None:
    """Return once the address answers 200."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError(address)


async def converse(address: str, sentences: Sequence[str], at_once: int, turns: int) -> Figures:
    """Send the turns through the REST channel, each conversation one after another."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        conversations = [_turn(http, f"stock-{n}-of-{at_once}") for n in range(at_once)]
        return await measure(conversations, sentences, turns)


def _turn(http: httpx.AsyncClient, sender: str) -> Turn:
    async def turn(text: str) -> bool:
        body = {"sender": sender, "message": text}
        return bool((await http.post("/webhooks/rest/webhook", json=body)).json())

    return turn
