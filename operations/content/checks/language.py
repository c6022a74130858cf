"""Plain and friendly: no “u”, no shouting, no markdown, no officialese."""

import re
from collections.abc import Iterator

from operations.content.finding import Finding
from operations.content.model import Content


def language_is_plain(content: Content) -> Iterator[Finding]:
    """Nothing of the list `forbidden` in data/editorial/language.yml, in any text or button."""
    for rule in content.editorial["language"]["forbidden"]:
        pattern = re.compile(rule["pattern"], re.IGNORECASE | re.MULTILINE)
        for passage in content.passages:
            if found := pattern.search(passage.text):
                what = passage.text[max(0, found.start() - 20) : found.end() + 20].strip()
                yield Finding("language", passage.file, passage.place, what, rule["instead"])
        for response in content.responses:
            for button in response.buttons:
                if pattern.search(button.title):
                    place = response.name
                    yield Finding("language", response.file, place, button.title, rule["instead"])
