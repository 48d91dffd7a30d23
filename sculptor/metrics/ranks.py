"""Latents by their ranks, as quantiles of N(0, 1)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def normal_scores(z: Floats, reference: Floats | None = None) -> Floats:
    """Each latent by its rank among rows of reference: its marginal becomes Gaussian.

    Φ⁻¹((r - 1/2) / m), r the rank, mean over ties (Blom 1958, with a = 1/2). Between rows of
    reference it goes on linearly in the rank, beyond them it is that of the last. The copula stays,
    and dependence is a matter of the copula alone (Sklar 1959), so that nothing of it is lost, and
    heavy tails no longer weigh on it.

    >>> normal_scores(np.array([[1.0], [1000.0], [3.0]])).round(2).ravel().tolist()
    [-0.97, 0.97, 0.0]

    Args:
        z: ``(n, dim)``.
        reference: ``(m, dim)``; z itself where left out.
    """
    from scipy.special import ndtri

    scores = np.empty_like(z)
    known = z if reference is None else reference
    for i, (column, among) in enumerate(zip(z.T, known.T, strict=True)):
        values, times = np.unique(among, return_counts=True)
        ranks = np.cumsum(times) - (times - 1) / 2
        scores[:, i] = ndtri((np.interp(column, values, ranks) - 0.5) / len(among))
    return scores
