"""Intents, rules and responses belong together."""

from collections.abc import Iterator
from pathlib import Path

from operations.content.finding import Finding
from operations.content.model import Content

DOMAIN = Path("domain.yml")
FALLBACK = "nlu_fallback"  # Rasa's own intent: it has no examples


def intents(content: Content) -> list[str]:
    """The names of the intents; an intent with options is written as a mapping."""
    listed = content.domain.get("intents") or []
    return [name for entry in listed for name in (entry if isinstance(entry, dict) else [entry])]


def every_intent_is_answered(content: Content) -> Iterator[Finding]:
    """Each intent of the domain has examples and a rule with an answer."""
    answered, taught, known = _answered(content), _taught(content), intents(content)
    for intent in known:
        if intent not in answered:
            remedy = "Write a rule for it in data/rules."
            yield Finding("intent", DOMAIN, intent, "no rule with an answer", remedy)
        if intent not in taught:
            remedy = "Write examples for it in data/nlu."
            yield Finding("intent", DOMAIN, intent, "no examples", remedy)
    for intent in sorted((answered | taught) - {*known, FALLBACK}):
        remedy = "List it there, or remove its rules and examples."
        yield Finding("intent", DOMAIN, intent, "is not in domain.yml", remedy)


def every_response_exists(content: Content) -> Iterator[Finding]:
    """Each action of a rule is a response in data/responses, or an action or form of the domain."""
    known = {response.name for response in content.responses}
    known |= {*(content.domain.get("actions") or ()), *(content.domain.get("forms") or ())}
    for file, rule in content.rules:
        for step in rule["steps"]:
            action = step.get("action")
            if action and action not in known and not action.startswith("action_default"):
                remedy = "Write the response, or list the action in domain.yml."
                yield Finding("rule", file, rule["rule"], action, remedy)


def every_response_has_one_home(content: Content) -> Iterator[Finding]:
    """No response is written in two files: one of them would never be said."""
    homes: dict[str, Path] = {}
    for response in content.responses:
        first = homes.setdefault(response.name, response.file)
        if first != response.file:
            remedy = "Keep one of them."
            yield Finding("response", response.file, response.name, f"also in {first}", remedy)


def _answered(content: Content) -> set[str]:
    return {
        step["intent"]
        for _, rule in content.rules
        for step in rule["steps"]
        if "intent" in step and any("action" in other for other in rule["steps"])
    }


def _taught(content: Content) -> set[str]:
    return {item["intent"] for _, item in content.nlu if "intent" in item}
