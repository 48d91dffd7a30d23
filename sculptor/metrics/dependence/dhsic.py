"""The Hilbert-Schmidt independence criterion of several latents at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.dependence.coordinates import Floats, varying

MOST = 8
"""Latents, at most."""

ROWS = 2_000
"""Used at most: time and memory grow with their square."""


@dataclass(frozen=True)
class DHSIC:
    """How far the embedding of the joint is from that of the product of its marginals.

    Attributes:
        dhsic: Squared distance, at least 0; the chance of n rows alone gives about 1 / n.
        p_value: Of as much between independent latents.
        n: Rows used.
    """

    dhsic: float
    p_value: float
    n: int


def dhsic(z: npt.ArrayLike, seed: int = 0) -> DHSIC:
    """Joint independence of up to 8 latents by kernels.

    With the matrices K^j of a Gaussian kernel of each latent, as wide as its median distance,

        dHSIC = 1/n² sum_st prod_j K^j_st + prod_j 1/n² sum_st K^j_st
                - 2/n sum_s prod_j 1/n sum_t K^j_st

    Pfister, Bühlmann, Schölkopf & Peters, "Kernel-based tests for joint independence", J. R. Stat.
    Soc. B 80 (2018), section 2. In the population it is 0 if, and only if, all latents together
    are independent, so that it sees what pairs do not show. The p-value is that of a Gamma
    distribution with the first two moments of dHSIC of independent latents (their section 3), which
    are taken from the kernels of the marginals (`_null_moments`).

    A product of many kernels is nearly 0 for any two rows that are not equal, in which no
    dependence can be told: of 32 latents it has no power, so that it refuses more than 8.

    >>> import numpy as np
    >>> signs = np.random.default_rng(0).choice([-1.0, 1.0], (300, 3))
    >>> signs[:, 2] = signs[:, 0] * signs[:, 1]
    >>> dhsic(signs).p_value < 1e-6
    True

    Args:
        z: Latents ``(n, d)``, n at least 60; constant ones are left out.
        seed: Of the rows, where there are more than 2,000.

    Raises:
        SculptorError: They are not such an array, not finite, fewer than two vary, or more than 8.
    """
    latents = varying(z)
    if latents.shape[1] > MOST:
        raise SculptorError(
            f"Expected at most {MOST} latents that vary, received {latents.shape[1]}: of more, "
            "dHSIC has no power. Use the classifier's test of joint against marginals."
        )
    if len(latents) > ROWS:
        latents = latents[np.random.default_rng(seed).choice(len(latents), ROWS, replace=False)]
    n = len(latents)
    joint, rows = np.ones((n, n)), np.ones(n)
    moments, means = [], []
    for column in latents.T:
        kernel = _kernel(column)
        of_row = kernel.mean(1)
        joint *= kernel
        rows *= of_row
        means.append(of_row.mean())
        moments.append(_moments(kernel))
    value = float(joint.mean() + np.prod(means) - 2 * rows.mean())
    return DHSIC(value, _p_value(value, *_null_moments(np.array(moments), n)), n)


def _kernel(column: Floats) -> Floats:
    """exp(-(x_s - x_t)² / (2 m²)), m the median of the distances that are not 0."""
    apart = np.abs(column[:, None] - column[None, :])
    kernel: Floats = np.exp(-np.square(apart / np.median(apart[apart > 0])) / 2)
    return kernel


def _moments(kernel: Floats) -> tuple[float, float, float]:
    """E k(X, X'), E k(X, X')² and E k(X, X') k(X, X'') of independent draws, without bias."""
    n = len(kernel)
    sums, squares = kernel.sum(1) - 1, np.square(kernel).sum(1) - 1
    once, square = sums.sum() / (n * (n - 1)), squares.sum() / (n * (n - 1))
    chained = (np.square(sums) - squares).sum() / (n * (n - 1) * (n - 2))
    return float(once), float(square), float(chained)


def _null_moments(moments: Floats, n: int) -> tuple[float, float]:
    """Mean and variance of dHSIC between independent latents, to the order 1/n and 1/n².

    To that order dHSIC = 1/n² sum_st H(x_s, x_t) with H(x, x') = <ψ(x), ψ(x')> and

        ψ(x) = ⊗_j φ_j(x_j) - sum_j φ_j(x_j) ⊗_{r≠j} μ_r + (d - 1) ⊗_j μ_j,

    φ_j the feature map of latent j and μ_j its mean. So the mean is E H(x, x) / n and the variance
    2 E H(x, x')² / n². By independence both are sums of products of a = E k, b = E k² and
    c = E k(X, X') k(X, X'') of the latents.

    Args:
        moments: a, b and c of each latent, ``(d, 3)``.
        n: Rows.
    """
    a, b, c = moments.T
    d = len(a)
    mean = 1 - _but_one(a).sum() + (d - 1) * a.prod()
    # H is a sum of products over latents; each factor below is the mean of a product of two.
    variance = b.prod() + (d - 1) ** 2 * np.square(a).prod() + 2 * (d - 1) * c.prod()
    variance += (b * _but_one(np.square(a))).sum() - 2 * (b * _but_one(c)).sum()
    variance -= 2 * (d - 1) * (c * _but_one(np.square(a))).sum()
    pairs = np.outer(c, c) * np.square(a).prod() / np.outer(np.square(a), np.square(a))
    variance += pairs.sum() - np.diag(pairs).sum()
    return float(mean / n), float(2 * variance / n**2)


def _but_one(values: Floats) -> Floats:
    """For each the product of all others."""
    return np.array([np.delete(values, j).prod() for j in range(len(values))])


def _p_value(value: float, mean: float, variance: float) -> float:
    from scipy.stats import gamma

    return float(gamma.sf(value, mean**2 / variance, scale=variance / mean))
