"""The one place where spaCy is loaded; every component that needs Dutch shares it."""

from functools import lru_cache

import spacy
from spacy.language import Language

BLANK = "nl"


@lru_cache(maxsize=None)
def load_dutch(model: str = BLANK) -> Language:
    """Give the shared spaCy pipeline: `nl` is the bare Dutch tokenizer, else an installed model."""
    return spacy.blank(BLANK) if model == BLANK else spacy.load(model)
