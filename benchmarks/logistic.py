"""Logistic regression over pieces of texts, for the small classifiers of `src`: fitted here only,
so that no package that fits is needed where they are used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

__all__ = ["fit", "matrix_of_pieces", "whole_numbers"]


def matrix_of_pieces(of_texts: Sequence[npt.NDArray[np.int64]], width: int) -> csr_matrix:
    """One row a text, one column a bucket, the last for all: each piece weighs by the root of how
    many the text has.

    >>> matrix_of_pieces([np.array([0, 2])], 3).toarray().round(2).tolist()
    [[0.71, 0.0, 0.71, 1.0]]
    """
    ends = np.cumsum([0, *(len(at) + 1 for at in of_texts)])
    columns = np.concatenate([np.append(at, width) for at in of_texts])
    values = np.concatenate(
        [np.append(np.full(len(at), 1 / np.sqrt(max(len(at), 1))), 1.0) for at in of_texts]
    )
    return csr_matrix((values, columns, ends), shape=(len(of_texts), width + 1))


def fit(
    texts: csr_matrix,
    classes: npt.NDArray[np.int64],
    number: int,
    weigh: npt.NDArray[np.float64],
    ridge: float,
) -> npt.NDArray[np.float64]:
    """Multinomial logistic regression with a ridge, by L-BFGS; a row of weights a column."""
    height, width = texts.shape
    wanted = np.eye(number)[classes]
    across = texts.T.tocsr()

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights = flat.reshape(width, number)
        scores = texts @ weights
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        told = -(weigh * np.log(chances[np.arange(height), classes] + 1e-12)).sum()
        slope = across @ ((chances - wanted) * weigh[:, None]) + ridge * weights
        return float(told + ridge / 2 * (weights**2).sum()), slope.ravel()

    start = np.zeros(width * number)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return np.asarray(found.x).reshape(width, number)


def whole_numbers(
    weights: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.int8], float]:
    """Weights as whole numbers of eight bits, and what one of them stands for.

    >>> whole_numbers(np.array([1.27, -0.5]))[0].tolist()
    [127, -50]
    """
    scale = float(np.abs(weights).max()) / 127
    return np.round(weights / scale).astype(np.int8), scale
