"""How far the covariance of the codes is from that of their prior."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.match.pair import pair


def covariance_error(z: npt.ArrayLike, target: npt.ArrayLike) -> float:
    """|cov(z) - cov(y)| / |cov(y)| in Frobenius norm.

    0 where they agree, 1 where the codes have collapsed to a point. Two sets of n samples of a
    standard Gaussian are about sqrt(2 (d + 1) / n) apart.

    >>> import numpy as np
    >>> y = np.random.default_rng(0).standard_normal((1000, 3))
    >>> round(covariance_error(2 * y, y), 6)
    3.0

    Args:
        z: Codes ``(n, d)``.
        target: Samples of the prior, ``(m, d)``.

    Raises:
        SculptorError: They are not such arrays, not finite, of unequal dimensions, or the prior is
            a point.
    """
    codes, samples = pair(z, target)
    expected = np.cov(samples.T)
    scale = float(np.linalg.norm(expected))
    if scale == 0:
        raise SculptorError("Expected samples of a prior that vary, received copies of one point.")
    return float(np.linalg.norm(np.cov(codes.T) - expected)) / scale
