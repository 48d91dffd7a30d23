"""The latents among which dependence is looked for, and their normal scores."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.latents import checked, constant

Floats = npt.NDArray[np.float64]

LEAST = 60
"""Rows that the figures of dependence need, at least."""


def varying(z: npt.ArrayLike) -> Floats:
    """The latents that vary, of mean 0 and variance 1: ``(n, kept)``.

    Args:
        z: Latents ``(n, d)``, n at least `LEAST`.

    Raises:
        SculptorError: They are not such an array, not finite, or fewer than two vary.
    """
    latents = checked(z, "latents", LEAST, columns=2)
    kept = latents[:, ~constant(latents)]
    if kept.shape[1] < 2:
        raise SculptorError(
            f"Expected two or more latents that vary, received {kept.shape[1]} out of "
            f"{latents.shape[1]}: what is constant depends on nothing."
        )
    standard: Floats = (kept - kept.mean(0)) / kept.std(0)
    return standard


def normal_scores(z: Floats) -> Floats:
    """Φ⁻¹((rank - 1/2) / n) of each column: its marginal becomes Gaussian, its copula stays.

    Dependence is a matter of the copula alone (Sklar 1959), so that nothing is lost, and heavy
    tails no longer weigh on it. Equal values share their mean rank.

    >>> import numpy as np
    >>> normal_scores(np.array([[1.0], [1000.0], [3.0]])).round(2).ravel().tolist()
    [-0.97, 0.97, 0.0]

    Args:
        z: ``(n, d)``.
    """
    from scipy.special import ndtri
    from scipy.stats import rankdata

    scores: Floats = ndtri((rankdata(z, axis=0) - 0.5) / len(z))
    return scores
