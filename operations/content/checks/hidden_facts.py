"""Facts that may not be shown are not told in other words either."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from operations.content.finding import Finding
from operations.content.model import Content, Topic
from operations.content.words import folded, sentences

RUN = 4  # words in a row that are no coincidence
ALIKE = 75.0  # of 100: the same sentence with a few other words
REMEDY = (
    "A fact with status product or niet_geverifieerd says this: leave it out until an editor "
    "gives the fact a source."
)


def hidden_facts_stay_hidden(content: Content) -> Iterator[Finding]:
    """No sentence is that of a hidden fact, or has four words in a row of one of its topic."""
    hidden, shown = _told(content, may_be_shown=False), _told(content, may_be_shown=True)
    honest = re.compile("|".join(content.editorial["language"]["honest"]))
    for response in content.responses:
        topic = content.topic_of(response)
        runs = _secret_runs(topic) if topic else set()
        for sentence in sentences(response.text):
            if honest.search(sentence):
                continue  # it says that we do not know
            if _runs(sentence) & runs or _is_like(sentence, hidden, shown):
                yield Finding("hidden_fact", response.file, response.name, sentence, REMEDY)


def _told(content: Content, *, may_be_shown: bool) -> list[str]:
    return [
        folded(sentence)
        for topic in content.topics.values()
        for fact in topic.facts
        if fact.may_be_shown == may_be_shown
        for sentence in sentences(fact.text)
    ]


def _secret_runs(topic: Topic) -> set[str]:
    """Runs of words in the hidden facts of a topic that its other facts do not have."""
    secret = {run for fact in topic.facts if not fact.may_be_shown for run in _runs(fact.text)}
    return secret - {run for fact in topic.facts if fact.may_be_shown for run in _runs(fact.text)}


def _runs(text: str) -> set[str]:
    found = folded(text).split()
    return {" ".join(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


def _is_like(sentence: str, hidden: list[str], shown: list[str]) -> bool:
    """Whether a hidden sentence is like this one, and no sentence that may be shown is more so."""
    said = folded(sentence)
    closest = max((fuzz.token_sort_ratio(said, other) for other in hidden), default=0.0)
    if closest < ALIKE or len(said.split()) < RUN:
        return False
    return closest > max((fuzz.token_sort_ratio(said, other) for other in shown), default=0.0)
