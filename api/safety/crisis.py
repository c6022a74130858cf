"""Recognises a message in which somebody may be in danger, without asking Rasa.

It works when Rasa is slow or down, because it is a list of patterns in `data/safety.yml`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from api.data_files import load
from api.settings import DATA

_WORD = re.compile(r"[\w']+")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")  # "doooood"
_SHORTHAND = re.compile(r"<(\w+)>")
_SOME_WORDS = r"(?:[\w']+ ){{0,{}}}"


@dataclass(frozen=True)
class _Patterns:
    """What words are rewritten to, what is left out of a text, and what is looked for then."""

    spoken: dict[str, str]
    harmless: re.Pattern[str]
    crisis: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    lists = load(DATA / "safety.yml")
    words = lists["woorden"]
    harmless, crisis = (_any_of(lists[name], words) for name in ("geen_crisis", "crisis"))
    return _Patterns(lists["gesproken"], harmless, crisis)


def _any_of(lines: list[str], words: dict[str, str]) -> re.Pattern[str]:
    """One pattern of all lines, with `<3>` and `<name>` written out."""

    def written_out(found: re.Match[str]) -> str:
        name = found[1]
        return _SOME_WORDS.format(name) if name.isdigit() else words[name]

    return re.compile("|".join(f"(?:{_SHORTHAND.sub(written_out, line)})" for line in lines))


def sounds_like_crisis(text: str) -> bool:
    """Whether the words may mean that somebody thinks of ending their life."""
    patterns = _patterns()
    return bool(patterns.crisis.search(patterns.harmless.sub(" ", plain(text))))


def plain(text: str) -> str:
    """Lower-case words without accents and punctuation, spoken forms as they are written."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    without_accents = "".join(c for c in letters if not unicodedata.combining(c))
    words = _WORD.findall(_DRAWN_OUT.sub(r"\1\1", without_accents))
    spoken = _patterns().spoken
    return " ".join(spoken.get(word, word) for word in words)
