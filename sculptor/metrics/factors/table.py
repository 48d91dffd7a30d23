"""Latents and factors of the same rows, made fit for every score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.latents import checked, constant

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST = 100
"""Rows that the scores need, at least: five a bin."""

BINS = 20
"""Values that a column may have to be taken as it is; with more, it is cut into so many bins."""


@dataclass(frozen=True)
class Table:
    """Latents and the factors that vary.

    Attributes:
        z: ``(n, d)``, of mean 0 and variance 1, however little a latent varies; one that is
            constant is 0 and so tells nothing of any factor, but still counts as a latent.
        factors: ``(n, k)``; those that are constant are left out.
        constant: How many factors are.
    """

    z: Floats
    factors: Floats
    constant: int

    @classmethod
    def of(cls, z: npt.ArrayLike, factors: npt.ArrayLike, least: int = 1) -> Table:
        """Check both and put them in order.

        Args:
            z: Latents ``(n, d)``, n at least `LEAST`.
            factors: ``(n, k)``.
            least: Factors that must vary.

        Raises:
            SculptorError: They are not such arrays, not finite, of unequal rows, or too few factors
                vary.
        """
        latents, known = checked(z, "latents", LEAST), checked(factors, "factors", LEAST)
        if len(latents) != len(known):
            raise SculptorError(
                f"Expected a row of factors for each row of latents, received {len(latents):,} "
                f"rows of latents and {len(known):,} of factors."
            )
        varies = np.ptp(known, axis=0) > 0
        if varies.sum() < least:
            raise SculptorError(
                f"Expected {least} or more factors that vary, received {varies.sum()} out of "
                f"{len(varies)}. Choose rows in which they do."
            )
        flat = constant(latents)
        centred = latents - latents.mean(0)
        standard = np.where(flat, 0, centred / np.where(flat, 1, latents.std(0)))
        return cls(standard, known[:, varies], int((~varies).sum()))

    @property
    def alive(self) -> npt.NDArray[np.bool_]:
        """Which latents vary, ``(d,)``."""
        return np.asarray(self.z.any(0))


def bins(columns: Floats) -> Ints:
    """Each column as whole numbers from 0: its values, or its `BINS` quantile bins.

    Equal values share a bin. A column of up to `BINS` values loses nothing.

    >>> import numpy as np
    >>> bins(np.array([[5.0], [7.0], [5.0], [-1.0]])).ravel().tolist()
    [1, 2, 1, 0]

    Args:
        columns: ``(n, d)``.
    """
    return np.stack([_bins(column) for column in columns.T], axis=1)


def _bins(column: Floats) -> Ints:
    values, codes = np.unique(column, return_inverse=True)
    if len(values) > BINS:
        edges = np.quantile(column, np.arange(1, BINS) / BINS)
        values, codes = np.unique(np.searchsorted(edges, column), return_inverse=True)
    return codes.astype(np.int64)
