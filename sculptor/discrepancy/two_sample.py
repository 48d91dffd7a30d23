"""How far apart two sets of samples are, and how far they are by chance."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from sculptor.discrepancy.joint import Pairs
from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.mmd import Discrepancy, Samples
from sculptor.discrepancy.pairwise import BLOCK, room
from sculptor.errors import SculptorError

SIZE = 2_000
"""Samples on each side, where nothing else is said."""

DRAWS = 500
"""Splits from which the quantile is taken: a standard error of 1 % of probability."""


def mmd2_floor(
    prior_samples: Tensor,
    n: int = SIZE,
    *,
    discrepancy: Discrepancy | Pairs,
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
    return float(_of_splits(pool, _splits(n, seed, pool), discrepancy).quantile(quantile))


@dataclass(frozen=True)
class MMD2Test:
    """MMD² and how rarely it is as large by chance.

    Attributes:
        mmd2: Unbiased, so that it can be negative.
        floor: 95 % quantile of MMD² between two halves, at random, of both sides together.
        p_value: From 1/501, where no split at random is as far apart, to 1.
    """

    mmd2: float
    floor: float
    p_value: float


def mmd2_test(x: Tensor, y: Tensor, *, discrepancy: Discrepancy, seed: int = 0) -> MMD2Test:
    """The permutation test of Gretton et al. 2012, section 5, on the splits of `mmd2_floor`.

    p = (1 + splits of x and y together whose MMD² is at least that of x and y) / (1 + splits);
    counting the observed one keeps the level (Phipson & Smyth 2010, Eq. 2).

    Args:
        x: ``(n, dim)``.
        y: ``(n, dim)``.
        discrepancy: With the kernel in which MMD² is measured.
        seed: Of the splits.

    Raises:
        SculptorError: The shapes differ.
    """
    if x.shape != y.shape:
        raise SculptorError(
            f"Expected as many samples on both sides, received {tuple(x.shape)} and "
            f"{tuple(y.shape)}. Cut the larger."
        )
    pool, n = torch.cat([x, y]).float(), len(x)
    observed = torch.ones(1, 2 * n).to(pool)
    observed[:, n:] = -1
    signs = torch.cat([observed, _splits(n, seed, pool)])
    mmd2, null = _of_splits(pool, signs, discrepancy).split([1, DRAWS])
    as_far = int((null >= mmd2).sum())
    return MMD2Test(mmd2.item(), null.quantile(0.95).item(), (1 + as_far) / (1 + DRAWS))


def energy_distance(x: Samples, y: Samples) -> float:
    """2 E|X - Y| - E|X - X'| - E|Y - Y'|, unbiased, so that it can be negative.

    Székely & Rizzo, "Energy statistics", J. Stat. Plan. Inference 143 (2013), Eq. 5; it is MMD²
    with the kernel -|x - y| (Sejdinovic et al. 2013) and has no bandwidth to choose.

    >>> import numpy as np
    >>> energy_distance(np.array([[0.0], [1.0]]), np.array([[10.0], [11.0]]))
    18.0

    Args:
        x: ``(n, dim)``, n at least 2; a tensor or an array.
        y: ``(m, dim)``, m at least 2.

    Returns:
        A distance in latent units.

    Raises:
        SculptorError: The shapes do not fit.
    """
    with torch.no_grad():
        return float(Discrepancy(Kernel("energy", ()), 1.0).mmd2(x, y))


def _splits(n: int, seed: int, like: Tensor) -> Tensor:
    """`DRAWS` rows of n ones and n minus ones in random order."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.rand(DRAWS, 2 * n, generator=generator).argsort(1)
    return (order < n).to(like).mul_(2).sub_(1)


def _of_splits(pool: Tensor, signs: Tensor, discrepancy: Discrepancy | Pairs) -> Tensor:
    """MMD² between the two halves of the pool that each row of signs makes."""
    n = len(pool) // 2
    signs = signs.T.contiguous()
    rows = max(1, room(pool, BLOCK) // len(pool))
    total, contrast, centre = pool.new_zeros(()), pool.new_zeros(signs.shape[1]), None
    for start in range(0, len(pool), rows):
        some = pool[start : start + rows]
        block = discrepancy.values(some, pool[start:]).to(pool)
        # MMD² is blind to a constant in k; without it, large sums do not cancel.
        centre = block.mean() if centre is None else centre
        block.sub_(centre)[:, : len(some)].fill_diagonal_(0)
        # The matrix is symmetric: what is left of the diagonal is what is right of it.
        block[:, len(some) :].mul_(2)
        total += block.sum()
        contrast += ((block @ signs[start:]) * signs[start : start + rows]).sum(0)
    return (total + contrast) / (2 * n * (n - 1)) - (total - contrast) / (2 * n * n)
