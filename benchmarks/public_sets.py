"""Measures the pipeline of config.yml on public Dutch sets; they are not in the repository.

    bot/.venv/bin/python -m benchmarks.public_sets [FOLDER]

The folder holds massive_nl (MASSIVE nl-NL, CC BY 4.0: test.tsv and fewshot/n20_seed*.tsv),
massive_nl_oos (the same with fifteen intents left out of train.tsv) and xsid_nl (xSID 0.7, CC
BY-SA 4.0), as `text<TAB>label`. A set that is absent is left out. Prints accuracy, CPU seconds of
training and milliseconds a message; for massive_nl_oos also out-of-scope recall at 5 % false
alarms.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import yaml

from benchmarks.readings import Sentence, accuracy, keep_quiet, milliseconds, out_of_scope, read_all

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "eval"
PER_INTENT = 20
NOT_OURS = "oos"


def main(folder=FOLDER):
    """Print the figures of each set that is there."""
    keep_quiet()
    seeds = sorted((folder / "massive_nl" / "fewshot").glob("n20_seed*.tsv"))
    if seeds:
        massive(seeds, read(folder / "massive_nl" / "test.tsv"))
    if (folder / "massive_nl_oos").exists():
        massive_out_of_scope(folder / "massive_nl_oos")
    if (folder / "xsid_nl").exists():
        examples, test = (read(folder / "xsid_nl" / f"{name}.tsv") for name in ("dev", "test"))
        show("xSID, trained on dev", *train_and_read(examples, test))


def massive(seeds, test):
    """MASSIVE with twenty sentences an intent, for each seed and their mean."""
    results = []
    for seed in seeds:
        readings, cpu_seconds = train_and_read(read(seed), test)
        show(f"MASSIVE {seed.stem}", readings, cpu_seconds)
        results.append(accuracy(readings))
    print(f"{'MASSIVE mean of seeds':28}{statistics.mean(results):.1%}")


def massive_out_of_scope(folder):
    """Sentences of intents that it never saw, beside those of intents that it did."""
    examples = few_of_each(read(folder / "train.tsv"))
    readings, cpu_seconds = train_and_read(examples, read(folder / "test.tsv"))
    foreign = [r for r in readings if NOT_OURS in r.sentence.labels]
    ours = [r for r in readings if NOT_OURS not in r.sentence.labels]
    show("MASSIVE, 45 intents", ours, cpu_seconds)
    recall, _ = out_of_scope(ours, foreign)
    print(f"{'  the other 15, at 5 % alarms':30}{recall:.1%}")


def show(name, readings, cpu_seconds):
    """One line: accuracy, training, and a message."""
    wall, cpu = milliseconds(readings)
    right = f"{accuracy(readings):.1%}"
    print(
        f"{name:28}{right}, trained in {cpu_seconds:.1f} CPU s, "
        f"p50 {wall:.1f} ms (CPU {cpu:.1f} ms)",
        flush=True,
    )


def read(file):
    """The sentences of a public set and their label."""
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line)
    # Rasa reads "weather/find" as an intent "weather" with a kind of its own.
    return [Sentence(frozenset([label.replace("/", ".")]), text) for text, label in rows]


def few_of_each(sentences):
    """Twenty sentences of each label, the same ones every time."""
    shuffled = random.Random(0).sample(sentences, len(sentences))  # noqa: S311
    counts = {}
    kept = []
    for sentence in shuffled:
        counts[sentence.labels] = counts.get(sentence.labels, 0) + 1
        if counts[sentence.labels] <= PER_INTENT and NOT_OURS not in sentence.labels:
            kept.append(sentence)
    return kept


def train_and_read(examples, test):
    """What the pipeline makes of the test after these examples, and its CPU seconds of training."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        model = train(examples, Path(folder))
        cpu_seconds = time.process_time() - began
        return asyncio.run(read_with(model, test)), cpu_seconds


def train(sentences, folder, config=ROOT / "config.yml"):
    """The path of a model for these sentences."""
    from rasa.model_training import train_nlu

    data = folder / "nlu.yml"
    data.write_text(as_training_data(sentences), encoding="utf-8")
    return train_nlu(str(config), str(data), str(folder))


def as_training_data(sentences):
    """The sentences in Rasa's own form."""
    examples = {}
    for sentence in sentences:
        examples.setdefault(min(sentence.labels), []).append(f"- {sentence.text}\n")
    nlu = [{"intent": label, "examples": "".join(lines)} for label, lines in examples.items()]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True)


async def read_with(model, sentences):
    """What the model makes of each sentence by itself."""
    from rasa.core.agent import Agent

    return await read_all(Agent.load(model).parse_message, sentences)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
