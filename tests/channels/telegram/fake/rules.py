"""What Telegram accepts: methods, parameters, types and lengths, from its own description.

The whole description is used where it lies beside the repository; a recorded part of it (the
methods we call, Bot API 10.1) otherwise.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).with_name("methods.json")
WHOLE = Path(__file__).parents[5] / "shared" / "telegram" / "bot-api-10.1.min.json"
LENGTH = re.compile(r"(\d+)-(\d+) (?:characters|bytes)")
LONGEST_CALLBACK_DATA = 64  # bytes

Rules = dict[str, dict[str, dict[str, Any]]]


class BadCall(Exception):
    """Telegram would answer 400 to this call."""


@cache
def rules(whole: Path = WHOLE) -> Rules:
    """Every method with its parameters."""
    if not whole.is_file():
        recorded: Rules = json.loads(RECORDED.read_text())
        return recorded
    methods = json.loads(whole.read_text())["methods"]
    return {name: _parameters(method) for name, method in methods.items()}


def _parameters(method: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {}
    for field in method.get("fields", []):
        length = LENGTH.search(field["description"])
        found[field["name"]] = {
            "types": field["types"],
            "required": field["required"],
            **({"length": [int(length[1]), int(length[2])]} if length else {}),
        }
    return found


def check(method: str, given: dict[str, Any]) -> None:
    """Raise BadCall unless Telegram would take this call."""
    if method not in rules():
        raise BadCall(f"method {method} not found")
    known = rules()[method]
    for name in given:
        if name not in known:
            raise BadCall(f"{method} has no parameter {name}")
    for name, rule in known.items():
        if name in given:
            _check_value(name, given[name], rule)
        elif rule["required"]:
            raise BadCall(f"{method} needs {name}")
    _check_entities(given)
    _check_keyboard(given.get("reply_markup"))


def _check_value(name: str, value: Any, rule: dict[str, Any]) -> None:
    if not any(_is_of(kind, value) for kind in rule["types"]):
        raise BadCall(f"{name} is not {' or '.join(rule['types'])}")
    if "length" in rule and isinstance(value, str):
        shortest, longest = rule["length"]
        if not shortest <= units(value) <= longest:
            raise BadCall(f"{name} must be {shortest}-{longest} characters")


def _is_of(kind: str, value: Any) -> bool:
    if kind == "InputFile":
        return isinstance(value, bytes)
    if kind == "Integer":
        return bool(re.fullmatch(r"-?\d+", str(value)))
    if kind == "Boolean":
        return value in ("true", "false", "True", "False")
    if kind == "String":
        return isinstance(value, str)
    try:
        parsed = json.loads(value)
    except (TypeError, ValueError):
        return False
    return isinstance(parsed, list if kind.startswith("Array") else dict)


def _check_entities(given: dict[str, Any]) -> None:
    text = given.get("text", given.get("caption", ""))
    for entity in json.loads(given.get("entities") or given.get("caption_entities") or "[]"):
        if entity["offset"] < 0 or entity["offset"] + entity["length"] > units(text):
            raise BadCall("entity outside the text")
        if entity["type"] == "text_link" and not entity.get("url"):
            raise BadCall("text_link without url")


def _check_keyboard(markup: str | None) -> None:
    for row in json.loads(markup or "{}").get("inline_keyboard", []):
        for button in row:
            size = len(button["callback_data"].encode())
            if not button["text"] or not 1 <= size <= LONGEST_CALLBACK_DATA:
                raise BadCall("BUTTON_DATA_INVALID")


def units(text: str) -> int:
    """UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2
