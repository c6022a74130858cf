"""The solver behind the classifier: few sentences, many features, many labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

import numpy as np
import scipy.linalg
import scipy.optimize
from scipy.special import log_softmax

_JITTER = 1e-3  # keeps the Cholesky factor defined when a sentence occurs twice


@dataclass(frozen=True)
class Solution:
    """Weights as a mixture of the training sentences (one row each), and a bias per label."""

    mixture: np.ndarray
    bias: np.ndarray

    def scores(self, similarities: np.ndarray) -> np.ndarray:
        """Give the score of every label from the similarity to each training sentence."""
        return np.asarray(similarities @ self.mixture + self.bias)


def solve(
    similarities: np.ndarray, targets: np.ndarray, inverse_regularisation: float, iterations: int
) -> Solution:
    """Find the weights that explain the targets; labels are numbered from nought without gaps.

    There are far fewer sentences than n-grams, and the best weights are a mixture of the
    sentences. Solving for the mixture gives the same answer from a matrix a tenth as wide.
    """
    factor = np.linalg.cholesky(similarities.astype(np.float64) + _JITTER * np.eye(len(targets)))
    one_hot = np.eye(int(targets.max()) + 1, dtype=np.float32)[targets]
    weights, bias = _minimise(
        factor.astype(np.float32), one_hot, inverse_regularisation, iterations
    )
    return Solution(scipy.linalg.solve_triangular(factor.T, weights, lower=False), bias)


def _minimise(
    rows: np.ndarray, one_hot: np.ndarray, inverse_regularisation: float, iterations: int
) -> Tuple[np.ndarray, np.ndarray]:
    shape = (rows.shape[1] + 1, one_hot.shape[1])  # the last row is the bias: not regularised

    def loss(flat: np.ndarray) -> Tuple[float, np.ndarray]:
        table = flat.reshape(shape).astype(np.float32)
        logs = log_softmax(rows @ table[:-1] + table[-1], axis=1)
        error = np.exp(logs) - one_hot
        slope = np.vstack([rows.T @ error, error.sum(axis=0)]).astype(np.float64)
        slope[:-1] += table[:-1] / inverse_regularisation
        penalty = float(np.square(table[:-1]).sum()) / (2 * inverse_regularisation)
        return penalty - float((logs * one_hot).sum()), slope.ravel()

    found = scipy.optimize.minimize(
        loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": iterations}
    )
    table = found.x.reshape(shape)
    return table[:-1], table[-1]


def find_temperature(scores: np.ndarray, targets: np.ndarray) -> float:
    """Give the number that scores must be divided by for confidence to match being right."""

    def surprise(log_temperature: float) -> float:
        logs = log_softmax(scores / np.exp(log_temperature), axis=1)
        return -float(logs[np.arange(len(targets)), targets].mean())

    found = scipy.optimize.minimize_scalar(surprise, bounds=(-2.0, 2.0), method="bounded")
    return float(np.exp(found.x))
