"""Dutch fragments that an answer is built from, taken from the domain's responses."""

from typing import Any


def fill(domain: dict[str, Any], response: str, **values: str) -> str:
    """The text of a response with its values filled in, to be part of a longer answer."""
    text: str = domain["responses"][response][0]["text"]
    return text.format(**values).strip()
