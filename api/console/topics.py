"""Topics, sectors and forms in plain words, from the same data that the chatbot speaks from."""

from functools import cache
from typing import Any

from api.console.words import words
from api.data_files import load
from api.settings import DATA
from api.texts import texts

TITLE = "utter_vraag_"
# What the assistant calls it when it does not understand, or knows that it is not for us.
NOT_UNDERSTOOD, NOT_OURS = "nlu_fallback", "buiten_bereik"


@cache
def responses() -> dict[str, dict[str, Any]]:
    """Every response of the chatbot by its name: text, and metadata with topic and sources."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((DATA / "responses").glob("*.yml")):
        content = load(path)
        found |= {name: variations[0] for name, variations in content["responses"].items()}
    return found


def topic_in_words(topic: str) -> str:
    """A topic as it stands on a button."""
    title: str = responses().get(f"{TITLE}{topic}", {}).get("text", "")
    return title.strip() or _readable(topic)


def name_of_topic(topic: str | None) -> str:
    """A topic as it stands in a count, in which small ones stand together without a name."""
    return topic_in_words(topic) if topic else words("other_topics")


@cache
def _sectors() -> dict[str, str]:
    content = load(DATA / "sectors.yml")
    return {one["id"]: one.get("title") or one["name"] for one in content["sectors"]}


def sector_in_words(sector: str) -> str:
    """A sector as it stands on a button."""
    return _sectors().get(sector) or _readable(sector)


def form_in_words(form: str) -> str:
    """What the worker was filling in."""
    forms: dict[str, str] = texts("console")["forms"]
    return forms.get(form) or _readable(form.removesuffix("_form"))


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()
