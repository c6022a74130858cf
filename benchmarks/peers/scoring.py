"""What a peer in Python reads, and the line that it prints."""

import json
import statistics
import time


def read(folder, name):
    """The labels and sentences of train.tsv or test.tsv."""
    lines = (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


def report(test, rankings, seconds, training_cpu_seconds, model_bytes):
    """Print the figures as one line of JSON; a ranking is a sentence's labels, best first."""
    right = [set(labels.split("|")) for labels, _ in test]
    pairs = list(zip(right, rankings, strict=True))
    figures = {
        "accuracy": statistics.mean(ranking[0] in labels for labels, ranking in pairs),
        "top_three": statistics.mean(bool(labels & set(ranking[:3])) for labels, ranking in pairs),
        "training_cpu_seconds": training_cpu_seconds,
        "milliseconds": statistics.median(seconds) * 1000,
        "model_bytes": model_bytes,
    }
    print(json.dumps(figures))


def timed(read_one, sentences):
    """What `read_one` gives for each sentence, and the seconds that each took."""
    found, seconds = [], []
    for sentence in sentences:
        began = time.perf_counter()
        found.append(read_one(sentence))
        seconds.append(time.perf_counter() - began)
    return found, seconds
