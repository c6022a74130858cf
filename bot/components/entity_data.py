"""The words of data/entities, and what was found with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "data" / "entities"


@dataclass(frozen=True)
class Found:
    """A value in a text: the characters from `start` up to `end`, and how sure that is (0 to 1)."""

    start: int
    end: int
    value: str | int
    confidence: float


@cache
def load_words(entity: str) -> dict[str, Any]:
    """Give what data/entities says about one entity. Raises OSError and YAMLError."""
    words: dict[str, Any] = yaml.safe_load((FOLDER / f"{entity}.yml").read_text(encoding="utf-8"))
    return words


def any_of(words: Iterable[str]) -> str:
    """Give a pattern for one of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
