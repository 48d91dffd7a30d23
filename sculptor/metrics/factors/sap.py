"""The separated attribute predictability score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.metrics.factors.dependence import correlation, top_two
from sculptor.metrics.factors.table import Table


def sap(z: npt.ArrayLike, factors: npt.ArrayLike) -> float:
    """How much better the best latent predicts a factor than the second best does, by a line.

    SAP = 1/k sum_j (R²_ij - max_{l≠i} R²_lj), R²_ij = cov(z_i, v_j)² / (var z_i var v_j)

    Kumar, Sattigeri & Balakrishnan, "Variational Inference of Disentangled Latent Concepts from
    Unlabeled Observations" (2018), section 3. Factors are read as numbers: classes without an order
    have no line to find.

    >>> import numpy as np
    >>> v = np.random.default_rng(0).uniform(size=(1000, 2))
    >>> round(sap(v, v), 2)
    1.0

    Args:
        z: Latents ``(n, d)``, n at least 100.
        factors: ``(n, k)``; constant ones are left out.

    Raises:
        SculptorError: They are not such arrays, not finite, or no factor varies.
    """
    table = Table.of(z, factors)
    first, second = top_two(np.square(correlation(table.z, table.factors)))
    return float((first - second).mean())
