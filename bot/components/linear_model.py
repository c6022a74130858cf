"""Multinomial logistic regression without Rasa: arrays in, probabilities out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import List, Sequence, Text, Tuple

import numpy as np
import scipy.linalg
import scipy.optimize
import scipy.sparse
from scipy.special import log_softmax, softmax

_JITTER = 1e-4  # keeps the Cholesky factor defined when a sentence occurs twice


@dataclass(frozen=True)
class LinearModel:
    """Weights per feature and label, a bias per label, and the label names."""

    labels: List[Text]
    weights: np.ndarray
    bias: np.ndarray

    def probabilities(self, features: scipy.sparse.csr_matrix) -> np.ndarray:
        """Give one row per sentence and one column per label; rows sum to one."""
        return softmax(features @ self.weights + self.bias, axis=1)

    def save(self, folder: Path) -> None:
        """Write arrays as .npz and names as JSON."""
        np.savez_compressed(folder / "weights.npz", weights=self.weights, bias=self.bias)
        (folder / "labels.json").write_text(json.dumps(self.labels), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read what `save` wrote."""
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            return cls(labels, arrays["weights"], arrays["bias"])


def fit(
    features: scipy.sparse.csr_matrix,
    answers: Sequence[Text],
    inverse_regularisation: float,
    iterations: int,
) -> LinearModel:
    """Fit weights that say which label each row has; C as in scikit-learn."""
    labels, targets = np.unique(np.asarray(answers), return_inverse=True)
    # There are far fewer sentences than n-grams, and the best weights are a mixture of the
    # sentences. So solve for the mixture: the same answer from a matrix a tenth as wide.
    gram = (features @ features.T).toarray().astype(np.float64)
    factor = np.linalg.cholesky(gram + _JITTER * np.eye(len(targets)))
    one_hot = np.eye(len(labels))[targets]
    reduced, bias = _minimise(factor, one_hot, inverse_regularisation, iterations)
    mixture = scipy.linalg.solve_triangular(factor.T, reduced, lower=False)
    weights = np.asarray(features.T @ mixture, dtype=np.float32)
    return LinearModel(labels.tolist(), weights, bias.astype(np.float32))


def _minimise(
    rows: np.ndarray, one_hot: np.ndarray, inverse_regularisation: float, iterations: int
) -> Tuple[np.ndarray, np.ndarray]:
    count, width = rows.shape
    rows32 = rows.astype(np.float32)
    shape = (width + 1, one_hot.shape[1])

    def loss(flat: np.ndarray) -> Tuple[float, np.ndarray]:
        table = flat.reshape(shape)
        scores = rows32 @ table[:-1].astype(np.float32) + table[-1]
        logs = log_softmax(scores, axis=1)
        error = np.exp(logs) - one_hot
        penalty = 0.5 / inverse_regularisation * float((table[:-1] ** 2).sum())
        slope = np.vstack([rows32.T @ error.astype(np.float32), error.sum(axis=0)])
        slope[:-1] += table[:-1] / inverse_regularisation
        return penalty - float((logs * one_hot).sum()), slope.ravel()

    start = np.zeros(shape).ravel()
    best = scipy.optimize.minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations}
    )
    table = best.x.reshape(shape)
    return table[:-1], table[-1]
