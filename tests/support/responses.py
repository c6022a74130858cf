"""The Dutch of data/responses, to recognise an answer by its name."""

import re
from functools import cache
from typing import Any

import yaml

from operations.paths import ROOT


@cache
def responses() -> dict[str, list[dict[str, Any]]]:
    """Every response, by name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in (ROOT / "data" / "responses").glob("*.yml"):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    return found


def is_response(text: str, name: str) -> bool:
    """Whether the text is one of the response's variants, with its values filled in."""
    return any(_pattern(variant["text"]).fullmatch(text.strip()) for variant in responses()[name])


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", text.strip())
    return re.compile(".+?".join(map(re.escape, parts)), re.DOTALL)
