"""What the administrator reads, from `data/texts/administration.yml`."""

from datetime import datetime
from typing import Any

from api.dutch import AMSTERDAM
from api.errors import LeermaatError
from api.texts import explain, texts


def word(key: str, **values: Any) -> str:
    """One sentence or word, with the values filled in."""
    sentence: str = texts("administration")[key]
    return sentence.format(**values).strip()


def help_of(command: str, option: str = "") -> str:
    """What a command or one of its options is for."""
    found: str = texts("administration")["help"][command][option or "what"]
    return found.strip()


def explain_to_administrator(error: LeermaatError) -> str:
    """The error in Dutch, as an administrator may read it."""
    errors: dict[str, str] = texts("administration")["errors"]
    return errors.get(error.code) or explain(error)


def moment_in_numbers(moment: datetime) -> str:
    """A moment in UTC as a time in Amsterdam that lines up under others: "24-11-2026 17:02"."""
    return f"{moment.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
