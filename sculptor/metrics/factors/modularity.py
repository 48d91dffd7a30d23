"""How far each latent is about one factor only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.metrics.factors.dependence import mutual_information
from sculptor.metrics.factors.table import Floats, Ints, Table, bins

CHANCE = 0.01
"""Probability that any of the latents tells nothing and counts all the same."""


def modularity(z: npt.ArrayLike, factors: npt.ArrayLike) -> float:
    """1 minus the information of a latent on other factors than its own, mean over latents.

    1/d sum_i (1 - sum_{j≠j(i)} I(z_i; v_j)² / (θ_i² (k - 1))), θ_i = max_j I(z_i; v_j) at j(i)

    Ridgeway & Mozer, "Learning Deep Disentangled Embeddings with the F-Statistic Loss" (2018),
    Eq. 2. In the bins of `mig`. Latents that tell nothing have no factor of their own and are left
    out: those that a χ² test of their bins cannot tell from independent of every factor. Where none
    is left the score is 0. Two latents may share a factor at no cost.

    >>> import numpy as np
    >>> v = np.random.default_rng(0).integers(0, 4, (1000, 2))
    >>> round(modularity(v, v), 2), round(modularity(v.sum(1, keepdims=True), v), 2)
    (1.0, 0.0)

    Args:
        z: Latents ``(n, d)``, n at least 100.
        factors: ``(n, k)``, k at least 2 beside the constant ones, which are left out.

    Raises:
        SculptorError: They are not such arrays, not finite, or fewer than two factors vary.
    """
    table = Table.of(z, factors, least=2)
    codes, known = bins(table.z), bins(table.factors)
    information = mutual_information(codes, known)
    tells = (_p_values(codes, known) < CHANCE / information.size).any(1)
    if not tells.any():
        return 0.0
    squared = np.square(information[tells])
    own = squared.max(1)
    return float((1 - (squared.sum(1) - own) / (own * (squared.shape[1] - 1))).mean())


def _p_values(codes: Ints, known: Ints) -> Floats:
    """Of Pearson's χ² between each latent and factor; sparse cells inflate it less than I."""
    from scipy.stats import chi2_contingency
    from scipy.stats.contingency import crosstab

    tables = [[crosstab(a, b).count for b in known.T] for a in codes.T]
    return np.array([[chi2_contingency(t, correction=False).pvalue for t in row] for row in tables])
