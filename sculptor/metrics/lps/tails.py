"""Heavy tails: where a few rows decide on R², and ranks instead."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

UNSURE = 0.05
"""Standard error of a latent's variance, as a part of it, above which R² is left to few rows."""

PEAKED = 9.0
"""Kurtosis that any latent may have, in however few rows; a Laplace distribution has 6."""


def heavy_tails(z: Floats) -> npt.NDArray[np.bool_]:
    """Which latents have tails so heavy that their R² is unsure, ``(dim,)``.

    The variance of n rows has a relative standard error of √((k - 1) / n), where k is the kurtosis
    (3 for a Gaussian); of heavy tails it does not fall with n.

    >>> rows = np.random.default_rng(0).standard_t([[100, 2.5]], (5_000, 2))
    >>> heavy_tails(rows).tolist()
    [False, True]

    Args:
        z: ``(n, dim)``.
    """
    centred = z - z.mean(0)
    variance = np.square(centred).mean(0)
    fourth = np.square(np.square(centred)).mean(0)
    kurtosis = fourth / np.where(variance > 0, np.square(variance), 1)
    heavy: npt.NDArray[np.bool_] = kurtosis > max(PEAKED, 1 + UNSURE**2 * len(z))
    return heavy


def normal_scores(z: Floats, reference: Floats) -> Floats:
    """Each latent by its rank among the rows of reference, as a quantile of N(0, 1).

    Φ⁻¹((r - 1/2) / m), r the rank, mean over ties (Blom 1958, with a = 1/2). Between rows of
    reference it goes on linearly in the rank, beyond them it is that of the last.

    >>> normal_scores(np.array([[3.0], [9.0], [4.0]]), np.array([[3.0], [4.0], [9.0]])).round(2).T
    array([[-0.97,  0.97,  0.  ]])

    Args:
        z: ``(n, dim)``.
        reference: ``(m, dim)``.
    """
    from scipy.stats import norm

    scores = np.empty_like(z)
    for i, (column, known) in enumerate(zip(z.T, reference.T, strict=True)):
        values, times = np.unique(known, return_counts=True)
        ranks = np.cumsum(times) - (times - 1) / 2
        scores[:, i] = norm.ppf((np.interp(column, values, ranks) - 0.5) / len(known))
    return scores
