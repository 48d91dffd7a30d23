"""Intrinsic dimension: how many coordinates points have, whatever they are written in.

Maximum likelihood of Levina and Bickel, "Maximum likelihood estimation of intrinsic dimension",
2005, equation 9, averaged over points as MacKay and Ghahramani, 2005, correct it. Where the density
is constant within the reach of k neighbours, the distances r_1 < … < r_k of a point to its nearest
neighbours give log(r_k / r_j) of mean 1/d, so that

    1/d = mean over points i and j < k of log(r_k(i) / r_j(i)), over k - 1 values of j.

It is a few lines, so that it brings no library of its own. Of many dimensions it says too few,
since neighbours are then too far apart: about 9 of 10, and 15 of 20, at 2,000 points.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError

NEIGHBOURS = 12
"""The k: fewer are closer by, and tell more of rounding and noise."""

PARTS = 10
"""Parts of the points over which the estimate varies: they make its interval."""

T = 2.262
"""The 97.5 % quantile of Student's t with ``PARTS - 1`` degrees of freedom."""

LEAST = 100
"""Different points, at least."""


class Dimension(NamedTuple):
    """An intrinsic dimension, with its 95 % interval over points."""

    value: float
    low: float
    high: float


def intrinsic_dimension(points: npt.ArrayLike) -> Dimension:
    """The intrinsic dimension of points.

    >>> rng = np.random.default_rng(0)
    >>> plane = rng.uniform(size=(1000, 2)) @ rng.normal(size=(2, 20))
    >>> round(intrinsic_dimension(plane).value)
    2

    Args:
        points: ``(n, k)``; those that are there twice count once.

    Returns:
        The estimate and its interval, from its spread over ten parts of the points. That the
        density varies, and that high dimensions come out too low, is not in it.

    Raises:
        SculptorError: There are fewer than `LEAST` different ones, or some are not finite.
    """
    x = np.asarray(points, np.float64)
    if x.ndim != 2 or not np.isfinite(x).all():
        raise SculptorError(f"Expected finite points of shape (n, k), received {x.shape}.")
    x = np.unique(x, axis=0)
    if len(x) < LEAST:
        raise SculptorError(
            f"Expected {LEAST} different points or more to tell their dimension, received {len(x)}."
        )
    inverse = _logarithms(x)
    parts = np.array_split(np.random.default_rng(0).permutation(inverse), PARTS)
    each = np.log([1 / part.mean() for part in parts])
    away = float(np.exp(T * each.std(ddof=1) / np.sqrt(PARTS)))
    value = float(1 / inverse.mean())
    return Dimension(value, value / away, value * away)


def _logarithms(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Σ_j log(r_k / r_j) / (k - 1) of each point; its mean over points is 1/d."""
    from sklearn.neighbors import NearestNeighbors  # slow to import

    search = NearestNeighbors(n_neighbors=NEIGHBOURS).fit(x)
    distances, _ = search.kneighbors()
    ratios = np.log(distances[:, -1:] / distances[:, :-1])
    found: npt.NDArray[np.float64] = ratios.sum(1) / (NEIGHBOURS - 1)
    return found
