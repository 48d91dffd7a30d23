"""Heavy tails: where a few rows decide on R²."""

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
