"""Every topic of the catalogue has an answer, and a simpler one where it tells facts."""

from collections.abc import Iterator

from operations.content.checks.intents import intents
from operations.content.finding import Finding
from operations.content.model import SIMPLER, SOURCED, Content


def every_topic_is_answered(content: Content) -> Iterator[Finding]:
    """Each topic has `utter_<topic>`, and `utter_simpeler_<topic>` when it has sourced facts."""
    names = {response.name for response in content.responses}
    for topic in content.topics.values():
        if topic.answered_by in intents(content):
            continue  # the rules of that intent answer it, see every_intent_is_answered
        wanted = [f"utter_{topic.id}"]
        if any(fact.status == SOURCED for fact in topic.facts):
            wanted.append(f"{SIMPLER}{topic.id}")
        for name in wanted:
            if name not in names:
                remedy = "Write this response in data/responses."
                yield Finding("coverage", topic.file, topic.id, name, remedy)
