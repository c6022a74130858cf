"""Checks what people write in data/ and domain.yml: `python -m operations.content`."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from operations.paths import ROOT

LONGEST_TITLE = 28  # characters: what fits on a button of a narrow telephone
ANNOTATION = re.compile(r"\[([^]]+)](?:\([^)]*\)|\{[^}]*})")
INTENT_OF_PAYLOAD = re.compile(r"/(\w+)")

Item = dict[str, Any]


@dataclass
class Content:
    """What was read, each piece with the file that it is from."""

    domain: Item = field(default_factory=dict)
    nlu: list[tuple[Path, Item]] = field(default_factory=list)
    rules: list[tuple[Path, Item]] = field(default_factory=list)
    responses: dict[str, tuple[Path, list[Item]]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read(root: Path) -> Content:
    """Read every YAML file; a file that cannot be read is a problem of its own."""
    content = Content()
    for path in [root / "domain.yml", *sorted((root / "data").rglob("*.yml"))]:
        name = path.relative_to(root)
        try:
            loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeError, yaml.YAMLError) as error:
            content.problems.append(f"{name}: cannot be read: {error}")
            continue
        if name == Path("domain.yml"):
            content.domain = loaded
        elif name.parts[1] in ("nlu", "rules", "responses"):
            content.nlu += [(name, item) for item in loaded.get("nlu", [])]
            content.rules += [(name, item) for item in loaded.get("rules", [])]
            for response, variations in loaded.get("responses", {}).items():
                content.responses[response] = (name, variations)
    return content


def check(content: Content) -> Iterator[str]:
    """Everything that is wrong, one sentence each."""
    yield from content.problems
    yield from every_intent_is_answered(content)
    yield from every_response_exists(content)
    yield from no_example_twice(content)
    yield from buttons_lead_somewhere(content)


def every_intent_is_answered(content: Content) -> Iterator[str]:
    """Each intent of the domain has examples and a rule with an answer."""
    answered = {
        step["intent"]
        for _, rule in content.rules
        for step in rule["steps"]
        if "intent" in step and any("action" in other for other in rule["steps"])
    }
    taught = {item["intent"] for _, item in content.nlu if "intent" in item}
    for intent in intents(content):
        if intent not in answered:
            yield f"domain.yml: intent {intent} has no rule with an answer"
        if intent not in taught:
            yield f"domain.yml: intent {intent} has no examples in data/nlu"
    for intent in sorted((answered | taught) - set(intents(content)) - {"nlu_fallback"}):
        yield f"data: intent {intent} is not in domain.yml"


def every_response_exists(content: Content) -> Iterator[str]:
    """Each action of a rule is a response in data/responses or an action of the domain."""
    known = {*content.responses, *(content.domain.get("actions") or [])}
    for file, rule in content.rules:
        for step in rule["steps"]:
            action = step.get("action")
            if action and action not in known and not action.startswith("action_default"):
                yield f"{file}: rule {rule['rule']} says {action}, which does not exist"


def no_example_twice(content: Content) -> Iterator[str]:
    """No sentence teaches two intents, or one intent twice."""
    seen: dict[str, str] = {}
    for file, item in content.nlu:
        for example in str(item.get("examples", "")).splitlines():
            sentence = plain(example)
            if sentence in seen:
                yield f"{file}: “{sentence}” is also an example of {seen[sentence]}"
            elif sentence:
                seen[sentence] = item.get("intent", "a synonym")


def buttons_lead_somewhere(content: Content) -> Iterator[str]:
    """Each button has a short title and the intent of an existing topic behind it."""
    for name, (file, variations) in content.responses.items():
        for button in (b for variation in variations for b in variation.get("buttons", [])):
            title, payload = str(button["title"]), str(button["payload"])
            if len(title) > LONGEST_TITLE:
                yield f"{file}: {name}: “{title}” is longer than {LONGEST_TITLE} characters"
            found = INTENT_OF_PAYLOAD.match(payload)
            if not found or found[1] not in intents(content):
                yield f"{file}: {name}: the button “{title}” leads to no intent: {payload}"


def intents(content: Content) -> list[str]:
    """The names of the intents; an intent with options is written as a mapping."""
    listed = content.domain.get("intents") or []
    return [name for entry in listed for name in (entry if isinstance(entry, dict) else [entry])]


def plain(example: str) -> str:
    """A sentence as the assistant sees it, without its dash, marks of entities and capitals."""
    return ANNOTATION.sub(r"\1", example.strip().removeprefix("-")).strip(" .!?").casefold()


if __name__ == "__main__":
    problems = list(check(read(ROOT)))
    sys.exit("\n".join([*problems, f"{len(problems)} problems"]) if problems else 0)
