"""The words of data/entities, and what was found with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Iterable, Text, Union

import yaml

FOLDER = Path(__file__).parents[2] / "data" / "entities"


@dataclass(frozen=True)
class Found:
    """A value in a text: the characters from `start` up to `end`, and how sure that is (0 to 1)."""

    start: int
    end: int
    value: Union[Text, int]
    confidence: float


@lru_cache(maxsize=None)
def load_words(entity: Text) -> Dict[Text, Any]:
    """Give what data/entities says about one entity. Raises OSError and YAMLError."""
    words: Dict[Text, Any] = yaml.safe_load((FOLDER / f"{entity}.yml").read_text(encoding="utf-8"))
    return words


def any_of(words: Iterable[Text]) -> Text:
    """Give a pattern for one of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
