"""Recognising a pasted message of a swindler, by the signals of data/scam.yml.

Somebody who pastes "Uw leerbudget vervalt vandaag, klik hier" must be warned, whatever the
classifier makes of it: to a classifier it looks like a question about expiry.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Dict, Set, Text

import yaml

_SIGNALS = Path(__file__).resolve().parents[2] / "data" / "scam.yml"


def looks_like_scam(text: Text) -> bool:
    """Tell whether the text presses, in the words of such messages, to do something unsafe."""
    found = signals(text)
    others = found & {"link", "formal", "pressure", "private"}
    return ("demand" in found and len(others) >= 2 and "formal" in found) or found >= {
        "formal",
        "pressure",
        "link",
    }


def signals(text: Text) -> Set[Text]:
    """Give the names of the signals in the text."""
    lowered = text.lower()
    return {name for name, pattern in _patterns().items() if pattern.search(lowered)}


@lru_cache(maxsize=None)
def _patterns() -> Dict[Text, re.Pattern[Text]]:
    listed = yaml.safe_load(_SIGNALS.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(patterns)) for name, patterns in listed.items()}
