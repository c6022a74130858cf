"""Training sentences teach one intent, once, and there are enough of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from operations.content.checks.intents import intents
from operations.content.finding import Finding
from operations.content.model import Content
from operations.content.words import folded, plain_example

FEWEST = 20


@dataclass(frozen=True)
class Example:
    """One training sentence; `key` is how it compares with others."""

    file: Path
    intent: str
    sentence: str
    key: str


def examples(content: Content) -> Iterator[Example]:
    """Every training sentence of an intent, without the marks of its entities."""
    for file, item in content.nlu:
        if "intent" in item:
            for line in str(item.get("examples", "")).splitlines():
                if sentence := plain_example(line):
                    yield Example(file, item["intent"], sentence, folded(sentence) or sentence)


def no_example_twice(content: Content) -> Iterator[Finding]:
    """No sentence teaches two intents, or one intent twice; case and accents do not count."""
    seen: dict[str, Example] = {}
    for example in examples(content):
        first = seen.setdefault(example.key, example)
        if first is not example:
            remedy = f"It is also an example of {first.intent} in {first.file}: keep one."
            yield Finding("duplicate", example.file, example.intent, example.sentence, remedy)


def enough_examples(content: Content) -> Iterator[Finding]:
    """Each intent has at least twenty examples."""
    counts = Counter(example.intent for example in examples(content))
    files = {example.intent: example.file for example in examples(content)}
    for intent in intents(content):
        if counts[intent] < FEWEST:
            file = files.get(intent, Path("data/nlu"))
            what, remedy = f"{counts[intent]} examples", f"Write at least {FEWEST}."
            yield Finding("examples", file, intent, what, remedy)
