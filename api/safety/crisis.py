"""Recognises a message in which somebody may be in danger, without asking Rasa.

It works when Rasa is slow or down, because it is a list of patterns in `data/safety.yml`.
"""

import re
import unicodedata
from functools import cache

import yaml

from api.settings import DATA


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    with (DATA / "safety.yml").open(encoding="utf-8") as file:
        lists = yaml.safe_load(file)
    harmless, crisis = ("|".join(f"(?:{line})" for line in lists[key]) for key in _LISTS)
    return re.compile(harmless), re.compile(crisis)


_SPOKEN_NOT = re.compile(r"\bnie?\b")
_LISTS = ("geen_crisis", "crisis")


def sounds_like_crisis(text: str) -> bool:
    """Whether the words may mean that somebody thinks of ending their life."""
    harmless, crisis = _patterns()
    return bool(crisis.search(harmless.sub(" ", plain(text))))


def plain(text: str) -> str:
    """Lower case, no accents, single spaces, "nie" as "niet": what the patterns are written for."""
    letters = unicodedata.normalize("NFKD", text.lower())
    without_accents = "".join(c for c in letters if not unicodedata.combining(c))
    words = " ".join(without_accents.replace("’", "'").split())
    return _SPOKEN_NOT.sub("niet", words)
