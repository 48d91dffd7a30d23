"""The Fréchet distance of two sets of features, each taken for a Gaussian."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.latents import checked

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """What the distance knows of a set of features.

    Attributes:
        mean: ``(k,)``.
        root: ``(min(n, k), k)``, any R with RᵀR the covariance, of which the unbiased is meant.
    """

    mean: Floats
    root: Floats

    @classmethod
    def of(cls, features: npt.ArrayLike) -> Moments:
        """Those of features ``(n, k)``, n at least 2.

        R comes from the features themselves and the covariance is never formed: fewer rows than
        columns make it singular, and its squares would halve the digits.

        Raises:
            SculptorError: They are no such table, or not finite.
        """
        rows = checked(features, "features")
        mean = rows.mean(0)
        return cls(mean, np.linalg.qr(rows - mean, mode="r") / np.sqrt(len(rows) - 1))


def frechet(one: Moments, other: Moments) -> float:
    """The squared Fréchet distance of N(m, C) and N(w, D), at least 0.

    |m - w|² + tr(C + D - 2 (C D)^(1/2))

    Heusel, Ramsauer, Unterthiner, Nessler & Hochreiter, "GANs Trained by a Two Time-Scale Update
    Rule Converge to a Local Nash Equilibrium", NeurIPS 2017, Eq. 6; Dowson & Landau 1982. With
    C = RᵀR and D = SᵀS the trace of the root is the sum of the singular values of R Sᵀ, which are
    real and at least 0 whatever the ranks.

    Args:
        one: Of features of k columns.
        other: Of as many.

    Raises:
        SculptorError: The columns are not as many.
    """
    if one.mean.shape != other.mean.shape:
        raise SculptorError(
            f"Expected features of equal dimensions, received {len(one.mean)} and "
            f"{len(other.mean)}."
        )
    shared = np.linalg.svd(one.root @ other.root.T, compute_uv=False).sum()
    variances = np.square(one.root).sum() + np.square(other.root).sum()
    return max(0.0, float(np.square(one.mean - other.mean).sum() + variances - 2 * shared))


def frechet_distance(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """`frechet` of two sets of features.

    Two sets of samples of one distribution are not at 0 but above it, by about as much as 1 / n,
    so that it compares at one n only.

    >>> import numpy as np
    >>> y = np.random.default_rng(0).standard_normal((50, 3))
    >>> round(frechet_distance(y + [3, 0, 4], y), 6)
    25.0

    Args:
        x: ``(n, k)``, n at least 2.
        y: ``(m, k)``, m at least 2.

    Returns:
        In squared units of the features.

    Raises:
        SculptorError: They are not such tables, not finite, or of unequal dimensions.
    """
    return frechet(Moments.of(x), Moments.of(y))
