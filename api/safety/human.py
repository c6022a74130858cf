"""Recognises a message that asks for a person and nothing else, without asking Rasa.

It works in the middle of a form, and when Rasa is slow or down. Whole sentences only: whoever
says more is understood by Rasa.
"""

import re
from functools import cache

from api.data_files import load
from api.safety.crisis import plain
from api.settings import DATA


@cache
def _sentences() -> re.Pattern[str]:
    data = load(DATA / "human.yml")
    person = data["mens"]
    return re.compile("|".join(f"(?:{s.replace('{mens}', person)})" for s in data["sentences"]))


def asks_for_a_person(text: str) -> bool:
    """Whether the whole message says: let me speak to a person."""
    return bool(_sentences().fullmatch(plain(text)))
