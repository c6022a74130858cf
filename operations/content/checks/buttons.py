"""Buttons fit on a telephone, lead somewhere, and offer a coach where the catalogue says so."""

import re
from collections.abc import Iterator

from operations.content.checks.intents import intents
from operations.content.finding import Finding
from operations.content.model import Content, Response

LONGEST_TITLE = 28  # characters: what fits on a button of a narrow telephone
MOST = 3
INTENT_OF_PAYLOAD = re.compile(r"/(\w+)")
COACH = "/coach_spreken"
# Where a person comes first the coach may be the first button, otherwise it is the last.
COACH_IS_DUE = {"aanbieden": (-1,), "direct_mens": (0, -1)}


def buttons_lead_somewhere(content: Content) -> Iterator[Finding]:
    """At most three buttons, each short and with the intent of an existing topic behind it."""
    known = set(intents(content))
    for response in content.responses:
        if len(response.buttons) > MOST:
            what = f"{len(response.buttons)} buttons"
            yield Finding("button", response.file, response.name, what, f"Keep at most {MOST}.")
        for title in _titles(response):
            if len(title) > LONGEST_TITLE:
                remedy = f"Shorten its {len(title)} characters to {LONGEST_TITLE}."
                yield Finding("button", response.file, response.name, title, remedy)
        for button in response.buttons:
            found = INTENT_OF_PAYLOAD.match(button.payload)
            if not found or found[1] not in known:
                remedy = f"Its payload {button.payload} is no intent of domain.yml: correct it."
                yield Finding("button", response.file, response.name, button.title, remedy)


def _titles(response: Response) -> list[str]:
    titles = [button.title for button in response.buttons]
    return [*titles, response.text] if response.is_title else titles


def coach_is_offered(content: Content) -> Iterator[Finding]:
    """Where the catalogue wants a coach offered, there is a button for it in its place."""
    for response in content.responses:
        topic = content.topic_of(response)
        is_answer = not (response.is_simpler or response.is_title)
        if not topic or topic.coach not in COACH_IS_DUE or not is_answer:
            continue
        payloads = [button.payload for button in response.buttons]
        if not payloads or all(payloads[i] != COACH for i in COACH_IS_DUE[topic.coach]):
            remedy = f"The catalogue says coach: {topic.coach}; make {COACH} the last button."
            yield Finding("coach", response.file, response.name, "no coach button", remedy)
