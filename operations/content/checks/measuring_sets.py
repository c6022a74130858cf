"""What measures the assistant is never taught to it."""

from collections.abc import Iterator
from pathlib import Path

from operations.content.checks.examples import examples
from operations.content.finding import Finding
from operations.content.model import Content
from operations.content.words import folded


def nothing_measured_is_taught(content: Content) -> Iterator[Finding]:
    """No sentence of tests/nlu is a training example; case, accents and marks do not count."""
    if not content.measured:
        remedy = "Put the sets that measure there, as <intent><tab><sentence>."
        yield Finding("measured", Path("tests/nlu"), "*.tsv", "no sentences", remedy)
    measured = {folded(sentence): file for file, sentence in content.measured}
    for example in examples(content):
        if file := measured.get(example.key):
            remedy = f"It is in {file}: it cannot measure what it was taught; remove it here."
            yield Finding("measured", example.file, example.intent, example.sentence, remedy)
