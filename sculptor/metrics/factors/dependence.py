"""How much each latent tells of each factor: mutual information and correlation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def mutual_information(x: Ints, y: Ints) -> Floats:
    """I(x_i; y_j) = sum p(x_i, y_j) log(p(x_i, y_j) / (p(x_i) p(y_j))) of the rates, in nats.

    Independent columns of a and b values have (a - 1)(b - 1) / (2n) on average, not 0.

    >>> import numpy as np
    >>> coin = np.array([[0], [1], [0], [1]])
    >>> mutual_information(coin, coin).round(4).tolist()
    [[0.6931]]

    Args:
        x: Whole numbers from 0, ``(n, d)``.
        y: Whole numbers from 0, ``(n, k)``.

    Returns:
        ``(d, k)``.
    """
    return np.array([[_information(a, b) for b in y.T] for a in x.T])


def entropy(x: Ints) -> Floats:
    """H(x_i) = -sum p(x_i) log p(x_i) of each column, in nats, ``(d,)``."""
    return np.array([_information(column, column) for column in x.T])


def correlation(x: Floats, y: Floats) -> Floats:
    """Pearson's correlation of x_i and y_j, ``(d, k)``; 0 where either is constant."""
    return _standard(x).T @ _standard(y) / len(x)


def top_two(x: Floats) -> tuple[Floats, Floats]:
    """The largest and the second largest of each column, ``(k,)``, or 0 where there is none."""
    ordered = np.sort(np.vstack([x, np.zeros_like(x[:1])]), axis=0)
    return ordered[-1], ordered[-2]


def _information(a: Ints, b: Ints) -> float:
    width = b.max() + 1
    joint = np.bincount(a * width + b, minlength=(a.max() + 1) * width).reshape(-1, width) / len(a)
    apart = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
    seen = joint > 0
    return float((joint[seen] * np.log(joint[seen] / apart[seen])).sum())


def _standard(x: Floats) -> Floats:
    constant = np.ptp(x, axis=0) == 0
    scaled: Floats = (x - x.mean(0)) / np.where(constant, 1, x.std(0))
    return np.where(constant, 0, scaled)
