"""The solver behind the classifier: few sentences, many features, many labels."""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np
import scipy.linalg
import scipy.optimize
from scipy.linalg.blas import strmm
from scipy.special import log_softmax

_JITTER = 1e-2  # keeps the Cholesky factor defined when a sentence occurs twice


class Mixture:
    """Logistic regression in which the weights are a mixture of the training sentences.

    There are far fewer sentences than n-grams, and the best weights are always such a mixture.
    Solving for it gives the same answer from a matrix a tenth as wide. A solution is a table
    with a row per sentence, a column per label, and the biases as its last row.
    """

    def __init__(self, similarities: np.ndarray, weights: np.ndarray) -> None:
        """Take the inner product of every two sentences, and how much each sentence counts."""
        safe = np.asfortranarray(similarities, dtype=np.float32)
        safe[np.diag_indices_from(safe)] += _JITTER
        self._rows = scipy.linalg.cholesky(safe, lower=True, check_finite=False)
        self._weights = weights.astype(np.float32)[:, np.newaxis]

    def solve(
        self,
        learn_from: np.ndarray,
        one_hot: np.ndarray,
        inverse_regularisation: float,
        iterations: int,
        start: Optional[np.ndarray] = None,
    ) -> np.ndarray:
        """Find the table that explains the labels of the marked sentences."""
        weights = self._weights * learn_from[:, np.newaxis]
        shape = (len(one_hot) + 1, one_hot.shape[1])

        def loss(flat: np.ndarray) -> Tuple[float, np.ndarray]:
            table = flat.reshape(shape).astype(np.float32)
            logs = log_softmax(self.scores(table), axis=1)
            error = (np.exp(logs) - one_hot) * weights
            by_sentence = strmm(1.0, self._rows, error, lower=True, trans_a=True)
            slope = np.vstack([by_sentence, error.sum(axis=0)]).astype(np.float64)
            slope[:-1] += table[:-1] / inverse_regularisation  # biases are free
            penalty = float(np.square(table[:-1]).sum()) / (2 * inverse_regularisation)
            return penalty - float((logs * one_hot * weights).sum()), slope.ravel()

        begin = np.zeros(shape) if start is None else start
        options = {"maxiter": iterations}
        found = scipy.optimize.minimize(
            loss, begin.ravel(), jac=True, method="L-BFGS-B", options=options
        )
        return np.asarray(found.x, dtype=np.float32).reshape(shape)

    def scores(self, table: np.ndarray) -> np.ndarray:
        """Give the score of every label for every sentence."""
        # Half of the rows is zero, and BLAS is told so: four times as fast as a plain product.
        return np.asarray(strmm(1.0, self._rows, table[:-1], lower=True) + table[-1])

    def of_sentences(self, table: np.ndarray) -> np.ndarray:
        """Give how much of each sentence goes into the weights of each label."""
        return np.asarray(scipy.linalg.solve_triangular(self._rows.T, table[:-1], lower=False))


def find_temperature(scores: np.ndarray, targets: np.ndarray) -> float:
    """Give the number to divide scores by, so that confidence matches how often it is right."""
    if len(targets) == 0:
        return 1.0

    def surprise(log_temperature: float) -> float:
        logs = log_softmax(scores / np.exp(log_temperature), axis=1)
        return -float(logs[np.arange(len(targets)), targets].mean())

    found = scipy.optimize.minimize_scalar(surprise, bounds=(-2.0, 2.0), method="bounded")
    return float(np.exp(found.x))
