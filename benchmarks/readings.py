"""What the assistant makes of labelled sentences, and the figures that follow from it."""

import logging
import statistics
import time
from collections import Counter
from dataclasses import dataclass

from bot.compat import apply_repairs

OUT_OF_SCOPE = {"buiten_bereik", "nlu_fallback"}
FALSE_ALARMS = 0.05
BINS = 10


@dataclass(frozen=True)
class Sentence:
    """One line of a set: what it may mean, how it is said, and by what kind of voice."""

    labels: frozenset
    text: str
    voice: str = ""


@dataclass(frozen=True)
class Reading:
    """A sentence, what the assistant made of it, and how long that took (CPU seconds too)."""

    sentence: Sentence
    intent: str
    ranking: list
    seconds: float
    cpu_seconds: float

    @property
    def best(self):
        return self.ranking[0][0]

    @property
    def confidence(self):
        return self.ranking[0][1]

    @property
    def is_right(self):
        return self.best in self.sentence.labels

    @property
    def sureness(self):
        """How sure it is that this is for us."""
        return self.confidence if self.best not in OUT_OF_SCOPE else 0.0


def keep_quiet():
    """Repair Rasa, and let it tell only what goes wrong."""
    apply_repairs()
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)


def newest_model(root):
    """The model of this checkout that was trained last."""
    return max((root / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


def read_file(file):
    """The sentences of a set of our own: labels (`a|b` where two are right), text, voice."""
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if "\t" in line)
    return [Sentence(frozenset(labels.split("|")), *rest) for labels, *rest in rows]


async def read_all(parse, sentences):
    """Let the assistant read every sentence; `parse` takes a text and gives Rasa's parse."""
    await parse("de eerste zin is langzamer dan de andere")
    return [await _read(parse, sentence) for sentence in sentences]


async def _read(parse, sentence):
    began, cpu_began = time.perf_counter(), time.process_time()
    found = await parse(sentence.text)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
    ranking = [(rank["name"], rank["confidence"]) for rank in found["intent_ranking"]]
    ranking = [(name, confidence) for name, confidence in ranking if name != "nlu_fallback"]
    return Reading(sentence, found["intent"]["name"], ranking, seconds, cpu_seconds)


def accuracy(readings):
    """The share whose best intent is right."""
    return statistics.mean(r.is_right for r in readings)


def top_three(readings):
    """The share that has a right intent among the first three."""
    return statistics.mean(
        any(name in r.sentence.labels for name, _ in r.ranking[:3]) for r in readings
    )


def milliseconds(readings):
    """The median of a message, on the clock and in CPU time."""
    return tuple(
        statistics.median(getattr(r, kind) for r in readings) * 1000
        for kind in ("seconds", "cpu_seconds")
    )


def macro_f1(readings):
    """The mean over intents of F1; a sentence with two labels counts for the one that was given."""
    truth = [r.best if r.is_right else min(r.sentence.labels) for r in readings]
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
            distance = abs(accuracy(members) - statistics.mean(r.confidence for r in members))
            total += distance * len(members) / len(readings)
    return total


def out_of_scope(ours, foreign):
    """Recall with the threshold that 5 % false alarms among ours allow, and that threshold."""
    scores = sorted(r.sureness for r in ours)
    threshold = scores[int(FALSE_ALARMS * len(scores))]
    return statistics.mean(r.sureness < threshold for r in foreign), threshold


def confusions(readings):
    """What was taken for what, most often first."""
    wrong = (r for r in readings if not r.is_right)
    return Counter((min(r.sentence.labels), r.best) for r in wrong).most_common()


def by_voice(readings):
    """The accuracy for each kind of voice."""
    voices = sorted({r.sentence.voice for r in readings})
    return {voice: accuracy([r for r in readings if r.sentence.voice == voice]) for voice in voices}
