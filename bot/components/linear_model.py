"""Multinomial logistic regression without Rasa: arrays in, probabilities out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import List, Sequence, Text

import numpy as np
import scipy.sparse
from scipy.special import softmax

from bot.components.logistic_regression import Mixture, find_temperature

_EVERY = 5  # every fifth sentence of an intent is left aside to measure confidence on


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
    """Fit weights that say which label each sentence has; C as in scikit-learn.

    The first fit leaves sentences aside to see how sure the model may be; the second starts
    from it with all sentences and needs half the steps.
    """
    labels, targets = np.unique(np.asarray(answers), return_inverse=True)
    one_hot = np.eye(len(labels), dtype=np.float32)[targets]
    problem = Mixture(sentences.similarities())
    aside = _aside(targets)
    table = problem.solve(~aside, one_hot, inverse_regularisation, iterations)
    temperature = find_temperature(problem.scores(table)[aside], targets[aside])
    everyone = np.ones(len(targets), dtype=bool)
    table = problem.solve(everyone, one_hot, inverse_regularisation, iterations // 2, table)
    mixture = problem.of_sentences(table) / np.float32(temperature)
    return LinearModel(
        labels.tolist(),
        np.asarray(sentences.sparse.T @ mixture, dtype=np.float32),
        sentences.dense.T @ mixture,
        (table[-1] / temperature).astype(np.float32),
    )


def _aside(targets: np.ndarray) -> np.ndarray:
    """Mark every fifth sentence of each label."""
    marks = np.zeros(len(targets), dtype=bool)
    for label in np.unique(targets):
        marks[np.flatnonzero(targets == label)[_EVERY - 1 :: _EVERY]] = True
    return marks
