"""How much each n-gram says about a sentence: term frequency by inverse document frequency.

The same numbers as scikit-learn's TfidfVectorizer (sublinear, smooth, L2), which takes four
times as long for one sentence.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Callable, Dict, Iterable, Iterator, List, Sequence, Text

import numpy as np
import scipy.sparse

_WORD = re.compile(r"\w+")  # keeps words of one letter: "u", "t"

Analyzer = Callable[[Text, int, int], Iterator[Text]]


class UnknownAnalyzer(ValueError):
    """The pipeline asks for n-grams of something else than characters or words."""


def _of_characters(text: Text, shortest: int, longest: int) -> Iterator[Text]:
    """Give the n-grams within each word, with a space for where it begins and ends."""
    for bare in text.lower().split():
        word = f" {bare} "
        for length in range(shortest, longest + 1):
            yield word[:length]
            for start in range(1, len(word) - length + 1):
                yield word[start : start + length]
            if length >= len(word):  # a short word counts once, whole
                break


def _of_words(text: Text, shortest: int, longest: int) -> Iterator[Text]:
    words = _WORD.findall(text.lower())
    for length in range(shortest, longest + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


_ANALYZERS: Dict[Text, Analyzer] = {"characters": _of_characters, "words": _of_words}


class Tfidf:
    """Turns sentences into sparse rows over the n-grams it knows."""

    def __init__(self, analyzer: Text, shortest: int, longest: int) -> None:
        """Choose characters or words and how many at a time; UnknownAnalyzer when neither."""
        if analyzer not in _ANALYZERS:
            raise UnknownAnalyzer(f"{analyzer!r} is not one of {sorted(_ANALYZERS)}.")
        self._analyzer, self._range = _ANALYZERS[analyzer], (shortest, longest)
        self.restore([], np.zeros(0, dtype=np.float32))

    def learn(self, sentences: Sequence[Text], fewest: int) -> None:
        """Know the n-grams that at least this number of sentences have."""
        counts = Counter(ngram for s in sentences for ngram in set(self._ngrams(s)))
        known = sorted(ngram for ngram, count in counts.items() if count >= fewest)
        weights = [math.log((1 + len(sentences)) / (1 + counts[ngram])) + 1 for ngram in known]
        self.restore(known, np.array(weights, dtype=np.float32))

    def restore(self, ngrams: List[Text], weights: np.ndarray) -> None:
        """Know these n-grams with these weights."""
        self.ngrams, self.weights = ngrams, weights
        self._columns = {ngram: column for column, ngram in enumerate(ngrams)}

    def rows(self, sentences: Iterable[Text]) -> scipy.sparse.csr_matrix:
        """Give one row of length one per sentence; nothing known gives an empty row."""
        columns: List[np.ndarray] = []
        values: List[np.ndarray] = []
        for sentence in sentences:
            known = (ngram for ngram in self._ngrams(sentence) if ngram in self._columns)
            found = Counter(self._columns[ngram] for ngram in known)
            columns.append(np.fromiter(found, dtype=np.int32, count=len(found)))
            values.append(self._values(columns[-1], found))
        ends = np.cumsum([0] + [len(column) for column in columns])
        shape = (len(columns), len(self.ngrams))
        cells = (np.concatenate(values), np.concatenate(columns), ends)
        return scipy.sparse.csr_matrix(cells, shape=shape)

    def _values(self, columns: np.ndarray, found: Dict[int, int]) -> np.ndarray:
        times = np.fromiter(found.values(), dtype=np.float32, count=len(found))
        values = (1 + np.log(times)) * self.weights[columns]
        return values / max(float(np.linalg.norm(values)), 1e-9)

    def _ngrams(self, sentence: Text) -> Iterator[Text]:
        return self._analyzer(sentence, *self._range)
