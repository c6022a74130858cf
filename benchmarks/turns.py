"""Measures whole turns: from a worker's words to the bot's answer.

    .venv/bin/python -m benchmarks.turns [--turns 1000] [--stock linear|diet]

A turn of ours goes through the WebSocket, the gateway, Rasa, for one sentence in three an action
that asks the API, and back through the feed, durably stored. With --stock, the same data is
trained with Rasa's default template pipeline (its DIET classifier takes over 13 minutes of
processor time, so `linear` puts Rasa's own logistic regression in its place) and the same
sentences go through Rasa's REST channel and `python -m rasa_sdk`. Ports are free ones on loopback.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import psutil

from api.settings import Settings
from api.workers.identity import Identity, sign_identity
from benchmarks.measuring import Figures, measure
from benchmarks.start import REPOSITORY, free_port, print_memory, wait_until_ready
from benchmarks.stock_rasa.run import measure_stock
from tests.support.chat import chatting

SENTENCES = ("hallo", "Wat is een leerrekening?", "Hoeveel staat er op mijn leerrekening?")
AT_ONCE = 8


def main() -> None:
    """Measure ours, and a stock Rasa when asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=1000)
    parser.add_argument("--stock", choices=("linear", "diet"))
    arguments = parser.parse_args()
    with started() as (run, address, secret):
        for at_once in (1, AT_ONCE):
            figures = asyncio.run(measure_ours(address, secret, at_once, arguments.turns))
            print(f"Leermaat, {at_once} at once:   {figures}", flush=True)
        print_memory(run)
    if arguments.stock:
        measure_stock(arguments.stock, SENTENCES, AT_ONCE, arguments.turns)


@contextmanager
def started() -> Iterator[tuple[psutil.Popen, str, str]]:
    """Leermaat on ports and in a folder of its own: its process, address and signing secret."""
    ports = {name: str(free_port()) for name in ("API_PORT", "ACTIONS_PORT", "RASA_PORT")}
    with tempfile.TemporaryDirectory(prefix="leermaat-") as folder:
        said = Path(folder) / "said"
        limits = dict.fromkeys(("MESSAGES_PER_MINUTE", "FRAMES_PER_MINUTE"), "1000000")
        freedom = {"VAR_FOLDER": folder, **limits}
        with said.open("w") as out:
            command = [sys.executable, "-m", "operations", "run"]
            environment = os.environ | ports | freedom
            run = psutil.Popen(command, cwd=REPOSITORY, env=environment, stdout=out, stderr=out)
        try:
            wait_until_ready(run, said)
            secret = (Path(folder) / "widget-signing-secret").read_text()
            yield run, f"http://127.0.0.1:{ports['API_PORT']}", secret
        finally:
            run.send_signal(signal.SIGINT)
            run.wait(60)


async def measure_ours(address: str, secret: str, at_once: int, turns: int) -> Figures:
    """Let signed-in workers, each in a conversation of their own, take turns."""
    settings = Settings(widget_signing_secret=secret)
    async with AsyncExitStack() as stack:
        conversations = []
        for number in range(at_once):
            identity = sign_identity(Identity(f"bench-{number}-of-{at_once}", "Bench"), settings)
            chat = await stack.enter_async_context(chatting(address, identity=identity))

            async def turn(text: str, ask: Ask = chat.ask) -> bool:
                return "Dat ligt aan ons" not in (await ask(text))["text"]

            conversations.append(turn)
        return await measure(conversations, SENTENCES, turns)


Ask = Callable[[str], Awaitable[dict[str, str]]]

if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[:4]} ended with {error.returncode}.")
