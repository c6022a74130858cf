"""Multinomial logistic regression without Rasa: arrays in, probabilities out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import List, Sequence, Text

import numpy as np
import scipy.sparse
from scipy.special import softmax

from bot.components.logistic_regression import Solution, find_temperature, solve

_HELD_OUT = 5  # every fifth sentence of an intent is kept aside to measure confidence on


@dataclass(frozen=True)
class SentenceMatrix:
    """Features of sentences, one row each: a wide sparse and a narrow dense block."""

    sparse: scipy.sparse.csr_matrix
    dense: np.ndarray

    def similarities(self) -> np.ndarray:
        """Give the inner product of every two sentences."""
        wide = (self.sparse @ self.sparse.T).toarray()
        return np.asarray(wide + self.dense @ self.dense.T, dtype=np.float32)


@dataclass(frozen=True)
class LinearModel:
    """Weights per feature and label, a bias per label, and the label names."""

    labels: List[Text]
    sparse_weights: np.ndarray
    dense_weights: np.ndarray
    bias: np.ndarray

    def probabilities(self, sentences: SentenceMatrix) -> np.ndarray:
        """Give one row per sentence and one column per label; rows sum to one."""
        scores = sentences.sparse @ self.sparse_weights + sentences.dense @ self.dense_weights
        return np.asarray(softmax(scores + self.bias, axis=1))

    def save(self, folder: Path) -> None:
        """Write arrays as .npz and names as JSON."""
        np.savez(
            folder / "weights.npz",
            sparse=self.sparse_weights,
            dense=self.dense_weights,
            bias=self.bias,
        )
        (folder / "labels.json").write_text(json.dumps(self.labels), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read what `save` wrote."""
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            return cls(labels, arrays["sparse"], arrays["dense"], arrays["bias"])


def fit(
    sentences: SentenceMatrix,
    answers: Sequence[Text],
    inverse_regularisation: float,
    iterations: int,
) -> LinearModel:
    """Fit weights that say which label each sentence has; C as in scikit-learn."""
    labels, targets = np.unique(np.asarray(answers), return_inverse=True)
    similarities = sentences.similarities()
    temperature = _temperature(similarities, targets, inverse_regularisation, iterations)
    solution = solve(similarities, targets, inverse_regularisation, iterations)
    mixture = (solution.mixture / temperature).astype(np.float32)
    return LinearModel(
        labels.tolist(),
        np.asarray(sentences.sparse.T @ mixture, dtype=np.float32),
        sentences.dense.T @ mixture,
        (solution.bias / temperature).astype(np.float32),
    )


def _temperature(
    similarities: np.ndarray, targets: np.ndarray, inverse_regularisation: float, iterations: int
) -> float:
    """Fit on four fifths and see how sure the model may be about the rest; 1.0 changes nothing."""
    order_within_label = np.array([(targets[:i] == t).sum() for i, t in enumerate(targets)])
    aside = order_within_label % _HELD_OUT == _HELD_OUT - 1
    if not aside.any():
        return 1.0
    kept = ~aside
    solution: Solution = solve(
        similarities[np.ix_(kept, kept)], targets[kept], inverse_regularisation, iterations
    )
    return find_temperature(
        solution.scores(similarities[np.ix_(aside, kept)]), targets[aside]
    )
