"""How far apart two sets of samples are, and how far they are by chance."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.errors import SculptorError
from sculptor.objectives.mmd import Discrepancy, squared_distances

SIZE = 2_000
"""Samples on each side, where nothing else is said."""

DRAWS = 500
"""Splits from which the quantile is taken: a standard error of 1 % of probability."""


def mmd2_floor(
    prior_samples: Tensor,
    n: int = SIZE,
    *,
    discrepancy: Discrepancy,
    quantile: float = 0.95,
    seed: int = 0,
) -> float:
    """A quantile of MMD² between two independent draws of the prior, n samples each.

    2n samples are split into two halves at random, again and again; for signs s in {-1, 1} of the
    halves and the kernel matrix K without its diagonal, MMD² of a split is
    (1ᵀK1 + sᵀKs) / (2n(n-1)) - (1ᵀK1 - sᵀKs) / (2n²), so that one kernel matrix and one product
    serve all splits. This is the permutation null of Gretton et al. 2012, section 5.

    Args:
        prior_samples: At least ``(2n, dim)`` independent samples of the prior; the first are used.
        n: Samples on each side.
        discrepancy: With the kernel in which MMD² is measured.
        quantile: Between 0 and 1.
        seed: Of the splits.

    Raises:
        SculptorError: There are fewer than 2n samples.
    """
    if len(prior_samples) < 2 * n:
        raise SculptorError(
            f"Expected at least {2 * n:,} samples for a floor at n = {n:,}, "
            f"received {len(prior_samples):,}."
        )
    pool = prior_samples[: 2 * n].float()
    matrix, _ = discrepancy.kernel(squared_distances(pool, pool))
    matrix.fill_diagonal_(0)
    # Large sums of nearly equal terms cancel: without its mean the matrix keeps its digits.
    mean = matrix.sum() / (2 * n * (2 * n - 1))
    matrix.sub_(mean).fill_diagonal_(0)
    signs = _splits(n, seed, pool)
    contrast = ((signs @ matrix) * signs).sum(1).double()
    total = matrix.sum(dtype=torch.float64)
    values = (total + contrast) / (2 * n * (n - 1)) - (total - contrast) / (2 * n * n)
    return float(values.quantile(quantile))


def _splits(n: int, seed: int, like: Tensor) -> Tensor:
    """`DRAWS` rows of n ones and n minus ones in random order."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.rand(DRAWS, 2 * n, generator=generator).argsort(1)
    return (order < n).to(like).mul_(2).sub_(1)
