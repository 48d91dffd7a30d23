"""Products of two and three latents that go along with another: what greedy trees do not find."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.metrics.predictors.split import Split

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

MOST = 8
"""Products that are chosen for one latent, at most."""

FAR = 4.0
"""Factors are cut there, in standard deviations: products of tails would outweigh all others."""

WORK = 50_000_000
"""Products of rows that are looked at, about, which bounds the time: with very many latents, fewer
rows are."""

LEAST = 500
"""Rows on which products of three are looked for, at least: with fewer, chance finds many."""


def chosen(
    latents: Floats, residual: Floats, split: Split, device: torch.device | None = None
) -> list[list[tuple[int, ...]]]:
    """For each latent the products z_a z_b and z_a z_b z_c that go along with it best.

    These are the ones whose correlation r with what is left of the latent is the largest, and above
    the largest that chance gives among so many: |r| √n > √(2 log candidates), the universal
    threshold of Donoho & Johnstone (1994, "Ideal spatial adaptation by wavelet shrinkage", section
    2.2). Where latents are independent, there is mostly none. Squares are looked at, but among
    three no latent comes twice.

    Args:
        latents: ``(n, dim)``, standardised.
        residual: ``(n, targets)``: of the first latents, what a linear prediction leaves.
        split: Of these rows; the choice is made on ``train``.
        device: That computes; the CPU if it is not said.

    Returns:
        For each target the latents of each product, the best first.
    """
    dim, targets = latents.shape[1], residual.shape[1]
    triples = math.comb(dim, 3)
    together = dim * (dim + 1) // 2 + triples
    n = min(len(split.train), WORK // together)
    if n < LEAST:
        triples, n = 0, min(len(split.train), WORK // (dim * (dim + 1) // 2))
    rows = split.train[:n]
    x = np.clip(latents[rows], -FAR, FAR).astype(np.float32)
    left = residual[rows] - residual[rows].mean(0)
    norm = np.linalg.norm(left, axis=0)
    left = (left / np.where(norm > 0, norm, 1)).astype(np.float32)
    names, found = _correlations(
        torch.tensor(x, device=device), torch.tensor(left, device=device), with_triples=triples > 0
    )
    own = (names[None] == np.arange(targets)[:, None, None]).any(2)
    strength = np.where(own, 0, np.abs(found))
    least = math.sqrt(2 * math.log(max(2, len(names))) / n)
    best = np.argsort(-strength, axis=1)[:, :MOST]
    return [
        [tuple(int(a) for a in names[k] if a >= 0) for k in order if strength[i, k] > least]
        for i, order in enumerate(best)
    ]


def features(latents: Floats, products: list[tuple[int, ...]], split: Split) -> Floats:
    """The products of all rows, then their signs, standardised by the rows to fit on.

    Signs, since where these decide, a split at nearly 0 is wrong for the many rows near it.

    Returns:
        ``(n, 2 products)``.
    """
    x = np.clip(latents, -FAR, FAR)
    columns = np.stack([np.prod(x[:, list(names)], axis=1) for names in products], axis=1)
    columns = np.hstack([columns, np.sign(columns)])
    train = columns[split.train]
    spread = train.std(0)
    standard: Floats = (columns - train.mean(0)) / np.where(spread > 0, spread, 1)
    return standard


def _correlations(x: Tensor, left: Tensor, *, with_triples: bool) -> tuple[Indices, Floats]:
    """Latents of each candidate ``(candidates, 3)``, -1 where there is none, and correlations."""
    dim = x.shape[1]
    one, other = np.triu_indices(dim)
    names = [np.column_stack([one, other, np.full(len(one), -1)])]
    found = [_with(x[:, one] * x[:, other], left)]
    if with_triples:
        one, other = np.triu_indices(dim, 1)
        pairs = x[:, one] * x[:, other]
        for a in range(dim - 2):
            start = np.searchsorted(one, a + 1)  # pairs of later latents come after these
            third = np.full(len(one) - start, a)
            names.append(np.column_stack([third, one[start:], other[start:]]))
            found.append(_with(x[:, a, None] * pairs[:, start:], left))
    return np.concatenate(names), torch.cat(found, 1).double().cpu().numpy()


def _with(products: Tensor, left: Tensor) -> Tensor:
    """Correlations of products with what is left, ``(targets, candidates)``."""
    squares = products.square().sum(0) - len(products) * products.mean(0).square()
    return left.mT @ products / squares.where(squares > 0, torch.inf).sqrt()
