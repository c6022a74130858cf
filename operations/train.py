"""Trains the assistant when its training data changed; a model is named by what it is made of.

`python -m operations.train` does only this.
"""

import asyncio
import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from operations.faults import OperatorFault
from operations.logs import last_words, log_file
from operations.paths import BOT_PYTHON, MODELS, ROOT
from operations.processes import Processes, describe
from operations.services import without_secrets

DATA = ("data/nlu", "data/responses", "data/rules")
SOURCES = ("config.yml", "domain.yml", *DATA, "data/entities")
BOT_SOURCES = ("**/*.py", "requirements.lock")
KEPT = 3  # so that switching back to a branch does not train again


class TrainingFailed(OperatorFault):
    """Rasa could not make a model of the training data."""

    def __init__(self, ending: str, log: Path) -> None:
        super().__init__(f"Training {ending}. {last_words(log)}")


class StrangeModel(OperatorFault):
    """The bytes of a model are not the ones that were trained: it may run code of a stranger."""

    def __init__(self, model: Path) -> None:
        super().__init__(
            f"{model} is not the model that was trained here: remove it, and the next start "
            "trains a new one."
        )


def model_name(root: Path = ROOT) -> str:
    """A short hash over everything that goes into a model."""
    total = hashlib.sha256()
    for path in sources(root):
        total.update(f"{path.relative_to(root)}\0{digest(path)}\n".encode())
    return f"leermaat-{total.hexdigest()[:12]}"


def sources(root: Path) -> Iterator[Path]:
    """The files that a model is made of, in a fixed order."""
    for name in SOURCES:
        path = root / name
        yield from sorted(path.rglob("*.yml")) if path.is_dir() else [path]
    for pattern in BOT_SOURCES:
        yield from sorted(p for p in (root / "bot").glob(pattern) if ".venv" not in p.parts)


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_model() -> Path | None:
    """The model for the present training data; None when it must be trained.

    Raises StrangeModel when there is one whose bytes are not those that were trained.
    """
    model = MODELS / f"{model_name()}.tar.gz"
    if not model.exists():
        return None
    record = _record(model)
    if not record.exists() or record.read_text().strip() != digest(model):
        raise StrangeModel(model)
    return model


async def train(environment: Mapping[str, str], processes: Processes) -> Path:
    """Return the model for the present training data, trained now when there is none."""
    MODELS.mkdir(exist_ok=True)
    with (MODELS / ".lock").open("a") as lock:
        await _take(lock)
        for left_by_a_kill in MODELS.glob(".unfinished-*"):
            shutil.rmtree(left_by_a_kill)
        return find_model() or await _train(environment, processes)


async def _train(environment: Mapping[str, str], processes: Processes) -> Path:
    name = model_name()
    unfinished = MODELS / f".unfinished-{name}"
    options = ["--data", *DATA, "--fixed-model-name", name, "--out", str(unfinished)]
    command = [str(BOT_PYTHON), "-m", "bot", "train", "--skip-validation", *options]
    log = log_file("train")
    try:
        code = await processes.run(command, without_secrets(environment), log)
        trained = unfinished / f"{name}.tar.gz"
        if code != 0 or not trained.exists():
            raise TrainingFailed(describe(code), log)
        return keep(trained)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def keep(trained: Path) -> Path:
    """Give a finished model its place, with its digest beside it, and drop the oldest ones."""
    model = MODELS / trained.name
    record = _record(model)
    # The record first: a model without one is refused, a record without a model is not used.
    trained.with_suffix(".sha256").write_text(f"{digest(trained)}\n")
    trained.with_suffix(".sha256").replace(record)
    trained.replace(model)
    newest_first = sorted(MODELS.glob("leermaat-*.tar.gz"), key=_age, reverse=True)
    for old in newest_first[KEPT:]:
        old.unlink()
        _record(old).unlink(missing_ok=True)
    return model


async def _take(lock: IO[str]) -> None:
    """Wait until no other run.py trains here; polls, so that Ctrl-C still works."""
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            await asyncio.sleep(0.5)


def _record(model: Path) -> Path:
    return model.with_name(f"{model.name}.sha256")


def _age(model: Path) -> float:
    return model.stat().st_mtime


async def main() -> None:
    """Train when needed and say which model there is."""
    with Processes() as processes:
        print(await train(os.environ, processes))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except OperatorFault as fault:
        sys.exit(str(fault))
