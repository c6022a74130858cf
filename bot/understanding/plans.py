"""Recognising "nee, 400": a correction of the plan whose summary the worker is looking at.

Only the conversation tells that this corrects something, so it is no matter for the classifier:
taught as sentences, every bare number and every "nee" began to look like a correction.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import List, Optional, Text

import yaml
from rasa.shared.core.trackers import DialogueStateTracker

CORRECTION = "reservering_wijzigen"
_WORDS = Path(__file__).resolve().parents[2] / "data" / "forms.yml"
_SLOTS = "reservation_"
_MOST_WORDS = 12


def corrects_plan(text: Text, tracker: Optional[DialogueStateTracker]) -> bool:
    """Tell whether the text changes something in a plan that is complete."""
    if tracker is None or len(text.split()) > _MOST_WORDS or not _has_plan(tracker):
        return False
    says_what = bool(_change().search(text.lower()))
    begins = bool(_opening().match(text.lower()))
    return says_what or (begins and bool(re.search(r"\d|\bbij\b", text)))


def _has_plan(tracker: DialogueStateTracker) -> bool:
    plan = [slot.value for name, slot in tracker.slots.items() if name.startswith(_SLOTS)]
    return bool(plan) and all(value is not None for value in plan)


@lru_cache(maxsize=None)
def _opening() -> re.Pattern[Text]:
    return re.compile(rf"\W*(?:{_any_of(_words()['correction'])})\b|\W*\d")


@lru_cache(maxsize=None)
def _change() -> re.Pattern[Text]:
    return re.compile(_any_of([w for words in _words()["change"].values() for w in words]))


@lru_cache(maxsize=None)
def _words() -> dict:
    content: dict = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))["reservation"]
    return content


def _any_of(words: List[Text]) -> Text:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
