"""How far each latent's own distribution is from that of its prior."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sculptor.metrics.match.pair import Floats, pair


def kolmogorov_smirnov(z: npt.ArrayLike, target: npt.ArrayLike) -> Floats:
    """The largest difference of the two distribution functions in each dimension, in [0, 1].

    D_i = sup_t |P(z_i <= t) - P(y_i <= t)|. Two sets of n samples of one distribution exceed
    1.36 sqrt(2 / n) in one case out of twenty (Smirnov 1948): 0.043 at n = 2,000.

    >>> import numpy as np
    >>> line = np.arange(64)[:, None] / 64
    >>> kolmogorov_smirnov(line + 0.25, line).round(2).tolist()
    [0.25]

    Args:
        z: Codes ``(n, d)``.
        target: Samples of the prior, ``(m, d)``.

    Returns:
        ``(d,)``.

    Raises:
        SculptorError: They are not such arrays, not finite, or of unequal dimensions.
    """
    codes, samples = pair(z, target)
    return np.array([_largest_gap(x, y) for x, y in zip(codes.T, samples.T, strict=True)])


def kolmogorov_smirnov_p_values(distances: Floats, n: int, m: int) -> Floats:
    """How rarely each distance is as large by chance, ``(d,)``, for many rows (Smirnov 1948).

    p = 2 sum_{k≥1} (-1)^(k-1) exp(-2 k² t²), t = D sqrt(nm / (n + m))

    >>> import numpy as np
    >>> kolmogorov_smirnov_p_values(np.array([1.358 * (2 / 2000) ** 0.5]), 2000, 2000).round(3)
    array([0.05])

    Args:
        distances: As from `kolmogorov_smirnov`.
        n: Codes.
        m: Samples of the prior.
    """
    from scipy.special import kolmogorov

    values: Floats = kolmogorov(distances * math.sqrt(n * m / (n + m)))
    return values


def _largest_gap(x: Floats, y: Floats) -> float:
    places = np.concatenate([x, y])
    below = [np.searchsorted(np.sort(side), places, "right") / len(side) for side in (x, y)]
    return float(np.abs(below[0] - below[1]).max())
