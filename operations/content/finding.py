"""What a check found: where, what, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Finding:
    """One fault, or a warning when it is not a fault yet."""

    check: str  # the name by which data/editorial/exceptions.yml knows it
    file: Path
    place: str  # a response, an intent, a topic or the key of a text
    what: str  # the very words or value it is about
    remedy: str
    is_warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.is_warning else ""
        return f"{kind}{self.file}: {self.place}: {self.check}: “{self.what}”. {self.remedy}"


def once(things: Iterator[T]) -> Iterator[T]:
    """The same things in the same order, each only once."""
    yield from dict.fromkeys(things)
