"""All figures of generated images against real ones, flat for tables."""

from __future__ import annotations

import numpy.typing as npt

from sculptor.discrepancy.two_sample import energy_distance
from sculptor.metrics.generation.frechet import frechet_distance
from sculptor.metrics.match.pair import pair
from sculptor.metrics.match.support import support

FIGURES = ("frechet", "energy", "precision", "recall")
"""What `likeness` tells, in its order."""

NEIGHBOURHOOD = 2_000
"""Rows on each side within whose supports precision and recall are taken, at most: theirs is the
one figure whose memory grows with the square of the rows."""


def likeness(generated: npt.ArrayLike, real: npt.ArrayLike) -> dict[str, float]:
    """Each figure of generated features against real ones.

    ``frechet`` (`sculptor.metrics.generation.frechet`), ``energy``
    (`sculptor.discrepancy.two_sample.energy_distance`, unbiased, so that it can be negative),
    ``precision``, the part of the generated within the support of the real, and ``recall``, the
    part of the real within that of the generated (`sculptor.metrics.match.support`, on the first
    `NEIGHBOURHOOD` of each). None changes where both are rotated, mirrored or moved alike, so that
    the signs of principal components do not matter.

    Args:
        generated: Features ``(n, k)``.
        real: ``(m, k)``; both are cut to the size of the smaller.

    Raises:
        SculptorError: They are not such tables, not finite, or of unequal dimensions.
    """
    x, y = pair(generated, real)
    n = min(len(x), len(y))
    x, y = x[:n], y[:n]
    covered = support(x[:NEIGHBOURHOOD], y[:NEIGHBOURHOOD])
    values = frechet_distance(x, y), energy_distance(x, y), covered.precision, covered.recall
    return dict(zip(FIGURES, values, strict=True))
