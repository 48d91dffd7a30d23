"""The total correlation of a Gaussian that has the correlations of the latents."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.dependence.coordinates import Floats, varying
from sculptor.metrics.ranks import normal_scores


@dataclass(frozen=True)
class GaussianTotalCorrelation:
    """What correlation alone tells, in nats.

    Attributes:
        raw: Of the latents as they are; it is their total correlation only if they are Gaussian.
        copula: Of their normal scores; in the population it is at most the total correlation.
        p_value: Of normal scores as correlated by chance.
    """

    raw: float
    copula: float
    p_value: float


def gaussian_total_correlation(z: npt.ArrayLike) -> GaussianTotalCorrelation:
    """-1/2 log det R, R the correlation matrix, less what chance adds to it.

    In the population it is the total correlation KL(p(z) || prod_i p(z_i)) of a Gaussian. Among all
    distributions with Gaussian marginals and the correlations R the Gaussian has the least (Cover &
    Thomas 2006, Theorem 8.6.5: it has the largest entropy), so that of normal scores is a lower
    bound of the total correlation of any latents.

    Of n rows, det R is too small by chance. For Gaussian rows, with the digamma function ψ,

        E[-1/2 log det R_n] = -1/2 log det R + 1/2 sum_{i=1}^{d} (ψ((n-1)/2) - ψ((n-i)/2))

    from the log-determinant of a Wishart matrix (Muirhead 1982, Theorem 3.2.15), about
    d (d-1) / (4n); the sum is taken off, so that the estimate has no bias and can be negative. The
    p-value is that of Bartlett's statistic -(n - 1 - (2d + 5)/6) log det R_n, which is χ² of
    d (d-1) / 2 degrees of freedom for independent latents (Bartlett 1950).

    >>> import math
    >>> import numpy as np
    >>> x, y = np.random.default_rng(0).standard_normal((2, 5000))
    >>> found = gaussian_total_correlation(np.column_stack([x, 0.6 * x + 0.8 * y]))
    >>> round(found.raw, 2), round(-math.log(0.8), 2)
    (0.23, 0.22)

    Args:
        z: Latents ``(n, d)``, n more than d and at least 60; constant ones are left out.

    Raises:
        SculptorError: They are not such an array, not finite, or fewer than two vary.
    """
    from scipy.special import digamma
    from scipy.stats import chi2

    latents = varying(z)
    n, d = latents.shape
    if n <= d:
        raise SculptorError(
            f"Expected more rows than latents, received {n} rows of {d}: their correlations have "
            "no full rank."
        )
    by_chance = (digamma((n - 1) / 2) - digamma((n - np.arange(1, d + 1)) / 2)).sum() / 2
    raw, copula = (_minus_log_det(table) for table in (latents, normal_scores(latents)))
    bartlett = (n - 1 - (2 * d + 5) / 6) * copula
    return GaussianTotalCorrelation(
        raw=float(raw / 2 - by_chance),
        copula=float(copula / 2 - by_chance),
        p_value=float(chi2.sf(bartlett, d * (d - 1) / 2)),
    )


def _minus_log_det(table: Floats) -> float:
    """Of the correlation matrix; infinite where one column is a mixture of the others."""
    sign, log_det = np.linalg.slogdet(np.corrcoef(table.T))
    return -float(log_det) if sign > 0 else math.inf
