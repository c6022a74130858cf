"""Measures how well the assistant understands, on sentences it was not taught.

    bot/.venv/bin/python -m benchmarks.nlu [models/NAME.tar.gz]

Takes the newest model unless one is named. Prints, for the sets of tests/nlu: accuracy, top 3,
macro F1, how often it asks back, calibration error, out-of-scope recall at 5 % false alarms, the
confusions, milliseconds a message and the size of the model.
"""

import asyncio
import logging
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.compat import apply_repairs

ROOT = Path(__file__).resolve().parents[1]
SETS = ROOT / "tests" / "nlu"
OUT_OF_SCOPE = {"buiten_bereik", "nlu_fallback"}
FALSE_ALARMS = 0.05
BINS = 10


@dataclass(frozen=True)
class Reading:
    """One sentence: what it may mean, what the assistant made of it, and how long that took."""

    labels: frozenset
    text: str
    intent: str
    ranking: list
    seconds: float

    @property
    def best(self):
        return self.ranking[0][0]

    @property
    def confidence(self):
        return self.ranking[0][1]

    @property
    def is_right(self):
        return self.best in self.labels

    @property
    def is_for_us(self):
        return self.best != "buiten_bereik"


def main():
    """Read every sentence of the sets with the model, and print the figures."""
    keep_quiet()
    models = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    model = Path(sys.argv[1]) if sys.argv[1:] else models[-1]
    ours, foreign = asyncio.run(read_sets(model))
    print(f"model                       {model.name}, {model.stat().st_size / 1e6:.1f} MB")
    print_understanding(ours)
    print_out_of_scope(ours, foreign)
    print_confusions(ours)


def keep_quiet():
    """Repair Rasa, and let it tell only what goes wrong."""
    apply_repairs()
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)


async def read_sets(model):
    """The in-scope and the out-of-scope sentences, as the model reads them."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    await agent.parse_message("de eerste zin is langzamer dan de andere")
    return [await read_all(agent, SETS / f"{name}.tsv") for name in ("intents", "oos")]


async def read_all(agent, file):
    """Every line of a set: labels (`a|b` where two are defensible), a tab, the sentence."""
    readings = []
    for line in file.read_text(encoding="utf-8").splitlines():
        labels, _, text = line.partition("\t")
        began = time.perf_counter()
        parse = await agent.parse_message(text)
        seconds = time.perf_counter() - began
        ranking = [(r["name"], r["confidence"]) for r in parse["intent_ranking"]]
        ranking = [(name, confidence) for name, confidence in ranking if name != "nlu_fallback"]
        intent = parse["intent"]["name"]
        readings.append(Reading(frozenset(labels.split("|")), text, intent, ranking, seconds))
    return readings


def print_understanding(readings):
    """How often it is right, how sure it is, and how quick."""
    right = sum(r.is_right for r in readings) / len(readings)
    top3 = sum(any(name in r.labels for name, _ in r.ranking[:3]) for r in readings)
    asked = sum(r.intent == "nlu_fallback" for r in readings) / len(readings)
    wrong = sum(r.intent != "nlu_fallback" and not r.is_right for r in readings) / len(readings)
    milliseconds = statistics.median(r.seconds for r in readings) * 1000
    print(f"sentences                   {len(readings)}")
    print(f"accuracy                    {right:.1%}, top 3 {top3 / len(readings):.1%}")
    print(f"macro F1                    {macro_f1(readings):.3f}")
    print(f"asked back / answered wrong {asked:.1%} / {wrong:.1%}")
    print(f"calibration error           {calibration_error(readings):.3f}")
    print(f"one message, p50            {milliseconds:.1f} ms")


def macro_f1(readings):
    """The mean over intents of F1; a sentence with two labels counts for the one that was given."""
    truth = [r.best if r.is_right else min(r.labels) for r in readings]
    given = [r.best for r in readings]
    scores = []
    for label in set(truth):
        hits = sum(t == g == label for t, g in zip(truth, given, strict=True))
        scores.append(2 * hits / (truth.count(label) + given.count(label)))
    return statistics.mean(scores)


def calibration_error(readings):
    """The mean distance, weighted by size, of confidence and accuracy in ten bins."""
    total = 0.0
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        members = [r for r in readings if low < r.confidence <= high]
        if members:
            accuracy = statistics.mean(r.is_right for r in members)
            distance = abs(accuracy - statistics.mean(r.confidence for r in members))
            total += distance * len(members) / len(readings)
    return total


def print_out_of_scope(ours, foreign):
    """Recall of out of scope as it runs, and with the threshold that 5 % false alarms allow."""
    as_it_runs = sum(r.intent in OUT_OF_SCOPE for r in foreign) / len(foreign)
    alarms = sum(r.intent in OUT_OF_SCOPE for r in ours) / len(ours)
    print(f"out of scope as it runs     {as_it_runs:.1%}, false alarms {alarms:.1%}")
    scores = sorted(r.confidence if r.is_for_us else 0.0 for r in ours)
    threshold = scores[int(FALSE_ALARMS * len(scores))]
    recalled = sum((r.confidence if r.is_for_us else 0.0) < threshold for r in foreign)
    share = recalled / len(foreign)
    print(f"out of scope at 5 % alarms  {share:.1%} (below a confidence of {threshold:.2f})")


def print_confusions(readings):
    """What was taken for what."""
    confusions = Counter((min(r.labels), r.best) for r in readings if not r.is_right)
    for (meant, given), count in confusions.most_common():
        print(f"  {count} x {meant} taken for {given}")


if __name__ == "__main__":
    main()
