"""Copies of the content with one thing changed, and what a check then finds."""

from dataclasses import replace
from typing import Any

from operations.content.checks import Check
from operations.content.model import Content, Item, Response, Topic


def with_response(content: Content, name: str, **changes: Any) -> Content:
    """The content with every variation of one response changed; metadata is merged."""
    metadata = changes.pop("metadata", {})

    def changed(response: Response) -> Response:
        merged = {**response.metadata, **metadata}
        return replace(response, **changes, metadata=merged)

    return replace(
        content, responses=[changed(r) if r.name == name else r for r in content.responses]
    )


def with_text(content: Content, name: str, more: str) -> Content:
    """The content with a sentence added to one response."""
    text = next(r.text for r in content.responses if r.name == name)
    return with_response(content, name, text=f"{text}\n{more}")


def with_topic(content: Content, name: str, **changes: Any) -> Content:
    """The content with one topic of the catalogue changed."""
    topic: Topic = replace(content.topics[name], **changes)
    return replace(content, topics={**content.topics, name: topic})


def with_examples(content: Content, intent: str, *sentences: str) -> Content:
    """The content with more examples for an intent."""
    item: Item = {"intent": intent, "examples": "\n".join(f"- {s}" for s in sentences)}
    file = next(file for file, other in content.nlu if other.get("intent") == intent)
    return replace(content, nlu=[*content.nlu, (file, item)])


def found(check: Check, content: Content) -> set[tuple[str, str]]:
    """What a check finds, as place and words."""
    return {(finding.place, finding.what) for finding in check(content)}
