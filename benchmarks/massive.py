"""Measures the pipeline of config.yml on a public Dutch set, with twenty sentences per intent.

    bot/.venv/bin/python -m benchmarks.massive [FOLDER]

The folder holds MASSIVE nl-NL as `text<TAB>label` (CC BY 4.0): test.tsv and
fewshot/n20_seed0.tsv and further seeds. It is not in the repository. Prints per seed: accuracy,
CPU seconds of training, and milliseconds a message.
"""

import asyncio
import logging
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import yaml

from bot.compat import apply_repairs

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "eval" / "massive_nl"


def main():
    """Train and read once per seed, and print the figures."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else FOLDER
    seeds = sorted((folder / "fewshot").glob("n20_seed*.tsv"))
    if not seeds:
        sys.exit(f"There is no MASSIVE in {folder}: nothing measured.")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    apply_repairs()
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    results = [measure(seed, folder / "test.tsv") for seed in seeds]
    accuracy, training, milliseconds = map(statistics.mean, zip(*results, strict=True))
    print(f"mean          {accuracy:.1%}  {training:.1f} CPU s  {milliseconds:.1f} ms")


def measure(examples, test):
    """Accuracy on the test, CPU seconds of training, and the median of milliseconds a message."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        model = train(read(examples), Path(folder))
        training = time.process_time() - began
        right, milliseconds = asyncio.run(ask(model, read(test)))
    accuracy = statistics.mean(right)
    median = statistics.median(milliseconds)
    print(f"{examples.stem:12}  {accuracy:.1%}  {training:.1f} CPU s  {median:.1f} ms", flush=True)
    return accuracy, training, median


def read(file):
    """The sentences and their labels."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line]


def train(sentences, folder):
    """The path of a model for these sentences."""
    from rasa.model_training import train_nlu

    examples = {}
    for text, label in sentences:
        examples.setdefault(label, []).append(f"- {text}\n")
    nlu = [{"intent": label, "examples": "".join(lines)} for label, lines in examples.items()]
    data = folder / "nlu.yml"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True))
    return train_nlu(str(ROOT / "config.yml"), str(data), str(folder))


async def ask(model, sentences):
    """For each sentence: whether the best intent is right, and how long that took."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    right, milliseconds = [], []
    for text, label in sentences:
        began = time.perf_counter()
        parse = await agent.parse_message(text)
        milliseconds.append((time.perf_counter() - began) * 1000)
        names = [rank["name"] for rank in parse["intent_ranking"]]
        right.append(next(name for name in names if name != "nlu_fallback") == label)
    return right, milliseconds


if __name__ == "__main__":
    main()
