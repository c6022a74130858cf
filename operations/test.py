"""`python3 run.py test`: every check and every test, each with its time, and one exit code."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from operations import train
from operations.junit import Counts, read_counts
from operations.logs import log_file
from operations.paths import BOT_PYTHON, PYTHON, VAR
from operations.processes import Processes
from operations.progress import Progress, elapsed
from operations.serve import stop_on_signals
from operations.services import without_secrets

LIMIT_SECONDS = 900  # for one step
NO_BROWSER = "CHROMIUM IS NOT INSTALLED: THE BROWSER TESTS WERE SKIPPED."
ROOT_TESTS = ("tests", "--ignore=tests/bot", "--ignore=tests/journeys")
# Two at a time: a browser, a database or a child process is waited for most of the while. A file
# stays together, for what its tests share.
AT_ONCE = ("-n", "2", "--dist", "loadfile")
# Rasa's own environment knows neither our plug-ins for pytest nor the API of tests/conftest.py.
BOT_TESTS = ("tests/bot", "--confcutdir=tests/bot")


@dataclass(frozen=True)
class Step:
    """One heading of the report: a command, and pytest's report when it is a run of pytest."""

    title: str
    command: tuple[str, ...]
    report: Path | None = None


def steps() -> list[Step]:
    """Everything, the quick things first."""
    python, bot = str(PYTHON), (str(BOT_PYTHON), "-m", "bot")
    return [
        Step("Lint", (python, "-m", "ruff", "check", "--output-format", "concise", ".")),
        Step("Layout", (python, "-m", "ruff", "format", "--check", ".")),
        Step("Types", (python, "-m", "mypy")),
        Step("Content", (python, "-m", "operations.content")),
        Step("Training", (python, "-m", "operations.train")),
        Step("Training data", (*bot, "data", "validate", "--data", *train.DATA)),
        pytest("Bot tests", BOT_PYTHON, *BOT_TESTS),
        pytest("Tests", PYTHON, *AT_ONCE, *ROOT_TESTS),
        pytest("Journeys", PYTHON, "tests/journeys"),
    ]


def pytest(title: str, python: Path, *arguments: str) -> Step:
    """A run of pytest that leaves its counts behind."""
    report = VAR / "reports" / f"{_slug(title)}.xml"
    return Step(title, (str(python), "-m", "pytest", f"--junitxml={report}", *arguments), report)


def chosen_step(chosen: Sequence[str]) -> Step:
    """The one run of pytest that was asked for."""
    is_for_bot = any(word.startswith("tests/bot") for word in chosen)
    python, options = (BOT_PYTHON, BOT_TESTS[1:]) if is_for_bot else (PYTHON, ())
    return pytest("Chosen tests", python, *options, *chosen)


async def test(chosen: Sequence[str]) -> int:
    """Run every step, or only the chosen tests; return 0 when all of it is well."""
    stop_on_signals()
    began = time.monotonic()
    todo = [chosen_step(chosen)] if chosen else steps()
    with Processes() as processes:
        failed = [step.title for step in todo if not await _passes(step, processes)]
    print(f"\nEverything took {elapsed(began)}.")
    if failed:
        print(f"FAILED: {', '.join(failed)}.")
    if not shutil.which("chromium"):
        print(NO_BROWSER)
    print(sum((read_counts(step.report) for step in todo if step.report), Counts()))
    return 1 if failed else 0


async def _passes(step: Step, processes: Processes) -> bool:
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            return await (_pytest if step.report else _check)(step, processes) == 0
    except TimeoutError:
        print(f"{step.title} took more than {LIMIT_SECONDS} s and was stopped.", flush=True)
        return False


async def _check(step: Step, processes: Processes) -> int:
    """Run a command quietly; show what it said only when it fails."""
    log = log_file(f"test-{_slug(step.title)}")
    log.unlink(missing_ok=True)
    with Progress().step(step.title):
        code = await processes.run(step.command, _environment(), log)
    if code != 0:
        print(f"{log.read_text(errors='replace')}\n{step.title} FAILED", flush=True)
    return code


async def _pytest(step: Step, processes: Processes) -> int:
    """Run pytest in full view."""
    if step.report:
        step.report.parent.mkdir(parents=True, exist_ok=True)
        step.report.unlink(missing_ok=True)
    print(f"\n{step.title}", flush=True)
    began = time.monotonic()
    # SIGINT, so that the fixtures stop what they started.
    code = await processes.run(step.command, _environment(), polite=signal.SIGINT)
    print(f"{step.title}: {'done' if code == 0 else 'FAILED'} in {elapsed(began)}", flush=True)
    return code


def _environment() -> dict[str, str]:
    """Ours, without the databases and keys of a real service: they must never reach a test."""
    return {**without_secrets(os.environ), "PYTHONUNBUFFERED": "1"}


def _slug(title: str) -> str:
    return title.lower().replace(" ", "-")
