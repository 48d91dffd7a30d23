"""How far each latent's own distribution is from that of its prior."""

from __future__ import annotations

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


def _largest_gap(x: Floats, y: Floats) -> float:
    places = np.concatenate([x, y])
    below = [np.searchsorted(np.sort(side), places, "right") / len(side) for side in (x, y)]
    return float(np.abs(below[0] - below[1]).max())
