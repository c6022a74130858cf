"""What the administrator reads, from `data/texts/administration.yml`."""

from typing import Any

from api.texts import texts


def word(key: str, **values: Any) -> str:
    """One sentence or word, with the values filled in."""
    sentence: str = texts("administration")[key]
    return sentence.format(**values).strip()


def help_of(command: str, option: str = "") -> str:
    """What a command or one of its options is for."""
    found: str = texts("administration")["help"][command][option or "what"]
    return found.strip()
