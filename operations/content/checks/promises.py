"""Nothing is promised that the sources do not say for certain."""

import re
from collections.abc import Iterator

from operations.content.finding import Finding
from operations.content.model import Content
from operations.content.words import folded, sentences


def nothing_is_promised(content: Content) -> Iterator[Finding]:
    """No sentence has a pattern of data/editorial/promises.yml, unless its exception is there."""
    rules = [
        (re.compile(rule["pattern"]), re.compile(rule.get("unless", "$^")), rule["why"])
        for rule in content.editorial["promises"]["promises"]
    ]
    for passage in content.passages:
        for sentence in sentences(passage.text):
            if sentence.endswith("?"):
                continue  # a question promises nothing
            said = folded(sentence)
            for pattern, unless, why in rules:
                if pattern.search(said) and not unless.search(said):
                    yield Finding("promise", passage.file, passage.place, sentence, why)
