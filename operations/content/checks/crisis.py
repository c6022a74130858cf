"""The text that may save a life is one text, wherever it is said."""

from collections.abc import Iterator
from pathlib import Path

from operations.content.finding import Finding
from operations.content.model import Content

SERVICE = ("service.yml", "crisis")
RESPONSES = ("utter_crisis_zelfdoding", "utter_simpeler_crisis_zelfdoding")


def crisis_text_is_the_same_everywhere(content: Content) -> Iterator[Finding]:
    """What the assistant says in a crisis is, byte for byte, what the service says without it."""
    own = [p for p in content.texts if (p.file.name, p.place) == SERVICE]
    said = [p for p in content.passages if p.place in RESPONSES]
    if not own or {p.place for p in said} != set(RESPONSES):
        places = ", ".join([".".join(SERVICE), *RESPONSES])
        remedy = f"It must be in each of {places}."
        yield Finding("crisis", Path("data"), "crisis", "missing", remedy)
        return
    for passage in said:
        if passage.text.strip().encode() != own[0].text.encode():
            remedy = f"Copy the text of {own[0].file}, key {own[0].place}."
            yield Finding("crisis", passage.file, passage.place, passage.text, remedy)
