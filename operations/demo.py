"""The demo data, and the last lines of a start: where to go, who can log in, how to stop."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from operations.faults import OperatorFault
from operations.logs import log_file
from operations.paths import PYTHON
from operations.processes import Processes

Demo = dict[str, Any]


class DemoNotLoaded(OperatorFault):
    """The demo step failed, or did not say what it loaded."""

    def __init__(self) -> None:
        super().__init__(
            f"The demo data could not be loaded: see {log_file('demo')}. "
            "`python3 run.py --no-demo` starts without it."
        )


async def load(environment: Mapping[str, str], processes: Processes) -> Demo:
    """Load the demo data and return who can log in; raises DemoNotLoaded."""
    command = [str(PYTHON), "-m", "api.demo"]
    code, printed = await processes.read(command, environment, log_file("demo"))
    if code != 0:
        raise DemoNotLoaded
    try:
        loaded: Demo = json.loads(printed)
    except ValueError:
        raise DemoNotLoaded from None
    return loaded


def summary(api_url: str, demo: Demo | None, has_telegram: bool) -> Iterator[str]:
    """The lines that close a start."""
    service = demo["service"] if demo else "Leermaat"
    yield ""
    yield f"{service} is ready."
    yield ""
    if demo:
        yield f"  Demo page   {api_url}/"
    yield f"  Console     {api_url}/console"
    yield f"  Telegram    {'on' if has_telegram else 'off: TELEGRAM_BOT_TOKEN is not set'}"
    if demo:
        yield from ("", "  Demo coaches, for the console:")
        yield from _columns([(c["email"], c["password"]) for c in demo["coaches"]])
        yield from ("", "  Demo workers, to choose on the demo page:")
        yield from _columns([(w["name"], w["description"]) for w in demo["workers"]])
    yield from ("", "Stop with Ctrl-C.")


def _columns(rows: list[tuple[str, str]]) -> Iterator[str]:
    width = max((len(left) for left, _ in rows), default=0)
    for left, right in rows:
        yield f"    {left:{width}}  {right}"
