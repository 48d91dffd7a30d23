"""The mean correlation of factors and the latents that are assigned to them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.metrics.factors.dependence import correlation
from sculptor.metrics.factors.table import Floats, Table


def mcc_pearson(z: npt.ArrayLike, factors: npt.ArrayLike) -> float:
    """1/k max_π sum_j |corr(z_π(j), v_j)|, where π gives each factor a latent of its own.

    Hyvärinen & Morioka, "Unsupervised Feature Extraction by Time-Contrastive Learning and Nonlinear
    ICA" (2016), section 5. With fewer latents than factors, those without one count 0.

    >>> import numpy as np
    >>> v = np.random.default_rng(0).uniform(size=(1000, 2))
    >>> round(mcc_pearson(-v[:, ::-1], v), 2), round(mcc_pearson(v[:, :1], v), 2)
    (1.0, 0.5)

    Args:
        z: Latents ``(n, d)``, n at least 100.
        factors: ``(n, k)``; constant ones are left out.

    Raises:
        SculptorError: They are not such arrays, not finite, or no factor varies.
    """
    table = Table.of(z, factors)
    return _assigned(correlation(table.z, table.factors))


def mcc_spearman(z: npt.ArrayLike, factors: npt.ArrayLike) -> float:
    """As `mcc_pearson`, between ranks: any rising or falling function of a factor counts full."""
    from scipy.stats import rankdata

    table = Table.of(z, factors)
    return _assigned(correlation(rankdata(table.z, axis=0), rankdata(table.factors, axis=0)))


def _assigned(correlations: Floats) -> float:
    from scipy.optimize import linear_sum_assignment

    strength = np.abs(correlations)
    latents, factors = linear_sum_assignment(strength, maximize=True)
    return float(strength[latents, factors].sum() / strength.shape[1])
