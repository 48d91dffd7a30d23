"""The distance correlation of each two latents."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.dependence.coordinates import Floats, varying

ROWS = 4_000
"""Used at most: time grows with their square."""

CELLS = 2**20
"""Distances held at once, about."""


@dataclass(frozen=True)
class DistanceCorrelation:
    """How dependent each two latents are, in whatever form.

    Attributes:
        pairs: The bias-corrected squared distance correlation, ``(kept, kept)``; about 0 for
            independent latents and then as often negative, 1 on the diagonal.
        mean: Over pairs.
        largest: Over pairs.
        p_value: Of the largest, times the number of pairs (Bonferroni).
        n: Rows used.
    """

    pairs: Floats
    mean: float
    largest: float
    p_value: float
    n: int


def distance_correlation(z: npt.ArrayLike, seed: int = 0) -> DistanceCorrelation:
    """Of each two latents; in the population it is 0 if, and only if, they are independent.

    With the distances a_st = |x_s - x_t| centred as

        A_st = a_st - a_s. / (n-2) - a_.t / (n-2) + a_.. / ((n-1)(n-2)) for s ≠ t, A_ss = 0,

    and B of the other latent, it is (A·B) / sqrt((A·A) (B·B)) with the inner product
    A·B = sum_{s≠t} A_st B_st / (n (n-3)).
    Székely, Rizzo & Bakirov, "Measuring and testing dependence by correlation of distances", Ann.
    Stat. 35 (2007), without bias as in Székely & Rizzo, "Partial distance correlation with methods
    for dissimilarities", Ann. Stat. 42 (2014), Definition 2. The p-value of a pair is
    P(χ²_1 ≥ n C + 1), which keeps the level at or below 5 %: Shen, Panda & Vogelstein, "The
    Chi-Square Test of Distance Correlation", J. Comput. Graph. Stat. 31 (2022). All
    pairs are one product of matrices, in time d n² + d² n² of which the second is fast.

    It sees pairs alone: of three latents, each the sign of the product of the other two, none is
    dependent on any one other.

    >>> import numpy as np
    >>> turn = np.linspace(0, 2 * np.pi, 500, endpoint=False)
    >>> circle = distance_correlation(np.column_stack([np.cos(turn), np.sin(turn)]))
    >>> round(circle.largest, 2), circle.p_value < 1e-3
    (0.03, True)

    Args:
        z: Latents ``(n, d)``, n at least 60; constant ones are left out.
        seed: Of the rows, where there are more than 4,000.

    Raises:
        SculptorError: They are not such an array, not finite, or fewer than two vary.
    """
    from scipy.stats import chi2

    latents = varying(z)
    if len(latents) > ROWS:
        latents = latents[np.random.default_rng(seed).choice(len(latents), ROWS, replace=False)]
    products = _products(latents)
    norms = np.sqrt(np.diag(products))
    pairs = products / np.outer(norms, norms)
    above = pairs[np.triu_indices(len(pairs), 1)]
    largest = float(above.max())
    p_value = float(chi2.sf(len(latents) * largest + 1, 1))
    return DistanceCorrelation(
        pairs=pairs,
        mean=float(above.mean()),
        largest=largest,
        p_value=min(1.0, len(above) * p_value),
        n=len(latents),
    )


def _products(latents: Floats) -> Floats:
    """sum_{s≠t} A_st B_st of each two latents, ``(d, d)``."""
    n, d = latents.shape
    sums = _sums(latents).T
    rows_less, all_less = sums / (n - 2), sums.sum(1) / ((n - 1) * (n - 2))
    x, total = np.ascontiguousarray(latents.T), np.zeros((d, d))
    step = max(1, math.ceil(CELLS / (n * d)))
    for start in range(0, n, step):
        some = slice(start, start + step)
        centred = np.abs(x[:, some, None] - x[:, None, :])
        centred -= (rows_less[:, some] - all_less[:, None])[:, :, None]
        centred -= rows_less[:, None, :]
        own = np.arange(centred.shape[1])
        centred[:, own, start + own] = 0
        flat = centred.reshape(d, -1)
        total += flat @ flat.T
    return total


def _sums(latents: Floats) -> Floats:
    """sum_t |x_s - x_t| of each latent and row, by sorting: ``(n, d)``."""
    n = len(latents)
    order = latents.argsort(0)
    ranked = np.take_along_axis(latents, order, 0)
    below = ranked.cumsum(0)
    sums = ranked * (2 * np.arange(1, n + 1)[:, None] - n) + below[-1] - 2 * below
    unsorted: Floats = np.empty_like(sums)
    np.put_along_axis(unsorted, order, sums, 0)
    return unsorted
