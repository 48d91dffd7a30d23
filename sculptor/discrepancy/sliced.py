"""Distances along lines: two sets of samples projected and put in order."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import normalize

from sculptor.discrepancy.pairwise import centred, full_precision
from sculptor.errors import SculptorError


def sliced_wasserstein2(x: Tensor, y: Tensor, slices: Tensor) -> Tensor:
    """The squared 2-Wasserstein distance of the projections, averaged over the directions.

    SW² = 1/L sum_l W²(x u_l, y u_l), and in one dimension W² pairs the values in their order: the
    i-th of n with each of the i-th m/n of m. Kolouri et al. 2019, section 3; one matrix product and
    one sort for each side.

    >>> x = torch.tensor([[0.0, 0.0], [1.0, 0.0]])
    >>> sliced_wasserstein2(x, x + 3, torch.eye(2)).item()
    9.0

    Args:
        x: ``(n, dim)``.
        y: ``(m, dim)``, m a multiple of n.
        slices: ``(L, dim)``, of length 1 each.

    Returns:
        In squared latent units, differentiable in x and y.

    Raises:
        SculptorError: m is no multiple of n.
    """
    if len(y) % len(x) or not len(y):
        raise SculptorError(
            f"Expected a number of prior samples that is a multiple of the {len(x)} codes, "
            f"received {len(y)}. Draw a multiple."
        )
    with full_precision(x):
        x = x.to(torch.promote_types(x.dtype, torch.float32))
        x, y = centred(x, y)
        lines = slices.T.to(x)
        ordered, target = (x @ lines).sort(0).values, (y @ lines).sort(0).values
        apart: Tensor = ordered[:, None] - target.unflatten(0, (len(x), -1))
    return apart.square().mean()


def directions(count: int, like: Tensor, generator: torch.Generator) -> Tensor:
    """Uniform directions ``(count, dim)``, for codes such as these."""
    drawn = torch.empty(count, like.shape[1], dtype=like.dtype, device=like.device)
    unit: Tensor = normalize(drawn.normal_(generator=generator))
    return unit
