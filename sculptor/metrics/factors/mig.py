"""The mutual information gap."""

from __future__ import annotations

import numpy.typing as npt

from sculptor.metrics.factors.dependence import entropy, mutual_information, top_two
from sculptor.metrics.factors.table import Table, bins


def mig(z: npt.ArrayLike, factors: npt.ArrayLike) -> float:
    """How much more the best latent of a factor tells of it than the second best does.

    MIG = 1/k sum_j (I(z_i; v_j) - max_{l≠i} I(z_l; v_j)) / H(v_j), i = argmax I(z_i; v_j)

    Chen, Li, Grosse & Duvenaud, "Isolating Sources of Disentanglement in VAEs" (2018), Eq. 6. Both
    are taken in bins of equal mass (`sculptor.metrics.factors.table.bins`), in nats. 1 where each
    factor is one latent's and no other's, 0 where two latents share each factor or none knows it;
    what second latents tell by chance takes some of it off (`mutual_information`).

    >>> import numpy as np
    >>> v = np.random.default_rng(0).integers(0, 4, (1000, 3))
    >>> round(mig(v, v), 2), round(mig(np.column_stack([v, v]), v), 2)
    (1.0, 0.0)

    Args:
        z: Latents ``(n, d)``, n at least 100.
        factors: ``(n, k)``; constant ones are left out.

    Raises:
        SculptorError: They are not such arrays, not finite, or no factor varies.
    """
    table = Table.of(z, factors)
    known = bins(table.factors)
    first, second = top_two(mutual_information(bins(table.z), known))
    return float(((first - second) / entropy(known)).mean())
