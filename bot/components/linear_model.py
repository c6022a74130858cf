"""Multinomial logistic regression without Rasa: arrays in, probabilities out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import List, Sequence, Text, Union

import numpy as np
import scipy.sparse
from scipy.special import softmax

from bot.components.logistic_regression import Mixture, find_temperature

_EVERY = 5  # every fifth sentence of an intent is left aside to measure confidence on

# The features that one featurizer gave, with one row per sentence.
Block = Union[np.ndarray, scipy.sparse.csr_matrix]


@dataclass(frozen=True)
class LinearModel:
    """The label names, weights per feature and label for each block, and a bias per label."""

    labels: List[Text]
    weights: List[np.ndarray]
    bias: np.ndarray

    def probabilities(self, blocks: Sequence[Block]) -> np.ndarray:
        """Give one row per sentence and one column per label; rows sum to one."""
        pairs = zip(blocks, self.weights, strict=True)
        scores = sum((block @ weights for block, weights in pairs), self.bias)
        return np.asarray(softmax(scores, axis=1))

    def save(self, folder: Path) -> None:
        """Write arrays as .npz and names as JSON."""
        np.savez(folder / "weights.npz", self.bias, *self.weights)
        (folder / "labels.json").write_text(json.dumps(self.labels), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read what `save` wrote."""
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            bias, *weights = (arrays[f"arr_{index}"] for index in range(len(arrays.files)))
        return cls(labels, weights, bias)


def fit(
    blocks: Sequence[Block],
    answers: Sequence[Text],
    inverse_regularisation: float,
    iterations: int,
    most_sentences: int,
) -> LinearModel:
    """Fit weights that say which label each sentence has; C as in scikit-learn.

    Out of scope has ten times the sentences of a topic; at full weight it drew odd questions
    about a topic to it, so no label weighs more than `most_sentences`.

    The first fit leaves sentences aside to see how sure the model may be, and is cut short; the
    second goes on from it with all sentences.
    """
    labels, targets = np.unique(np.asarray(answers), return_inverse=True)
    one_hot = np.eye(len(labels), dtype=np.float32)[targets]
    weights = np.minimum(1.0, most_sentences / np.bincount(targets))[targets]
    problem = Mixture(_similarities(blocks), weights)
    aside = _aside(targets)
    table = problem.solve(~aside, one_hot, inverse_regularisation, iterations * 3 // 5)
    temperature = find_temperature(problem.scores(table)[aside], targets[aside])
    everyone = np.ones(len(targets), dtype=bool)
    table = problem.solve(everyone, one_hot, inverse_regularisation, iterations, table)
    mixture = problem.of_sentences(table) / temperature
    tables = [np.asarray(block.T @ mixture, dtype=np.float32) for block in blocks]
    return LinearModel(labels.tolist(), tables, (table[-1] / temperature).astype(np.float32))


def _similarities(blocks: Sequence[Block]) -> np.ndarray:
    """Give the inner product of every two sentences."""
    products = (block @ block.T for block in blocks)
    return sum(p.toarray() if scipy.sparse.issparse(p) else p for p in products)


def _aside(targets: np.ndarray) -> np.ndarray:
    """Mark every fifth sentence of each label."""
    marks = np.zeros(len(targets), dtype=bool)
    for label in np.unique(targets):
        marks[np.flatnonzero(targets == label)[_EVERY - 1 :: _EVERY]] = True
    return marks
