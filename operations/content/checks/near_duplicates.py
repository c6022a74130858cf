"""Sentences of two intents differ by more than a letter or the order of words."""

from bisect import bisect_left
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from operations.content.checks.examples import examples
from operations.content.finding import Finding
from operations.content.model import Content

ALIKE = 92.0  # of 100, with the words in alphabetical order
SHORTEST = ALIKE / (200 - ALIKE)  # a shorter sentence, relative to the longer, cannot be so alike


def no_near_duplicates(content: Content) -> Iterator[Finding]:
    """No example is almost the same as an example of another intent."""
    sorted_words = {e: " ".join(sorted(e.key.split())) for e in examples(content)}
    known = sorted(sorted_words, key=lambda e: len(sorted_words[e]))
    keys = [sorted_words[example] for example in known]
    lengths = [len(key) for key in keys]
    for place, (example, key) in enumerate(zip(known, keys, strict=True)):
        # Each pair once, and only those whose lengths allow it.
        first = bisect_left(lengths, len(key) * SHORTEST)
        near = keys[first:place]
        for _, score, index in process.extract_iter(
            key, near, scorer=fuzz.ratio, score_cutoff=ALIKE
        ):
            other = known[first + index]
            if other.intent != example.intent and other.key != example.key:
                what = f"{other.sentence} | {example.sentence}"
                remedy = (
                    f"{score:.0f} % like an example of {other.intent} in {other.file}: write one "
                    "of them in other words, or list the pair with a reason."
                )
                yield Finding("near_duplicate", example.file, example.intent, what, remedy)
