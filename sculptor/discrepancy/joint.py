"""MMD between joint distributions of a code and what is known of its item.

What is known, a, is one of some values: a class, or a value or bin of a factor. With the kernel
k((z, a), (z', a')) = k(z, z') · K(a, a') on pairs,

    MMD²(q(z, a), p(z, a)) = sum_ab p(a) p(b) K(a, b) <μ_q(a) - μ_p(a), μ_q(b) - μ_p(b)>,

where q(a) = p(a) and μ(a) is the mean embedding of z given a by k. The product of two kernels is
one. For classes K(a, b) = [a = b] / p(a), the product of the features e_a / √p(a), so that this is

    sum_a p(a) MMD²(q(z|a), p(z|a)),

a sum over classes, each counted by its share. For values of a line or a circle see `between`. An
item of which a is not known is beside no other: it counts in the MMD of z alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.pairwise import (
    full_precision,
    once_differentiable,
    squared_distances,
    sum_between,
)

WIDTHS = (0.03, 0.1)
"""Widths of the kernel between values, in parts of all of them: a value of 32 and its neighbours,
and a fifth."""

OWN = 64
"""Samples of its value that each code is compared with in a step."""


def between(points: Tensor, shares: Tensor) -> Tensor:
    """A kernel K(a, b) of values that lie on a line or a circle of length 1, ``(v, v)``.

    The mean of Gaussian kernels exp(-d² / 2w²) of `WIDTHS`, each divided by its own mean
    sum_ab p(a) p(b) K(a, b), so that none drowns the others, and a unit of MMD² is one whatever the
    factor, as for classes. Kernels that reach over all values say next to nothing of which a code
    has: in the seven scales that codes have, a circle's MMD² is at its floor with a correlation of
    .57. What is far off is reached by the kernel of codes.

    Args:
        points: ``(v, e)``, where the values lie.
        shares: ``(v,)``, p(a).
    """
    shares, d2 = shares.to(points), torch.cdist(points, points).square()
    each = [(-d2 / (2 * width**2)).exp() for width in WIDTHS]
    return torch.stack([found / (shares @ found @ shares) for found in each]).mean(0)


class Pairs(NamedTuple):
    """The kernel of pairs (z, a), as the last of `values`' columns has a: for its noise floor."""

    kernel: Kernel
    between: Tensor

    def values(self, x: Tensor, y: Tensor) -> Tensor:
        """The kernel of all pairs of ``(n, dim + 1)`` and ``(m, dim + 1)``, as ``(n, m)``."""
        of_codes = self.kernel.values(squared_distances(x[:, :-1], y[:, :-1]))
        return of_codes * self.between[x[:, -1].long()][:, y[:, -1].long()]


class Joint:
    """The MMD² of the joint distribution with its kernels and its target fixed.

    The target of a value is the set of its samples, so that the term of these alone is exact: their
    mean over all pairs, each sample with itself too.

    Args:
        kernel: Of the codes.
        samples: ``(values, s, dim)``, as many of each value; on a line or circle in order.
        shares: ``(values,)``, p(a).
        between: ``(values, values)``, K; that of classes where left out.
    """

    def __init__(
        self, kernel: Kernel, samples: Tensor, shares: Tensor, between: Tensor | None = None
    ) -> None:
        self.kernel = kernel
        self.samples = samples
        self.shares = shares.to(samples)
        self.between = None if between is None else between.to(samples)
        self._beside, self._reach = samples, torch.ones_like(self.shares)
        if self.between is not None:
            weights = self.between * self.shares
            self._reach = weights.sum(1)
            self._beside = _mixed(samples, weights / self._reach[:, None])
        with full_precision(samples):
            sums = [
                sum_between(y, other, kernel, of_x=False, of_y=False)[0]
                for y, other in zip(samples, self._beside, strict=True)
            ]
        within = torch.stack(sums) / samples.shape[1] ** 2
        if self.between is not None:
            within = (self.shares * self._reach * within).sum(0, keepdim=True)
        self._within = within

    def draw(self, groups: Tensor, generator: torch.Generator) -> Tensor:
        """Samples ``(n, OWN, dim)`` that each of n items is held to, with replacement.

        Of the class of each; of the values b that are like its own, by p(b) K(a, b).
        """
        places = groups.clamp_min(0).repeat_interleave(OWN)
        return self._of(self._beside, places, generator).view(len(groups), OWN, -1)

    def bank(self, n: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Samples ``(n, dim)`` of all values by their shares, and the value ``(n,)`` of each."""
        groups = self.shares.multinomial(n, replacement=True, generator=generator)
        return self._of(self.samples, groups, generator), groups

    def _of(self, samples: Tensor, groups: Tensor, generator: torch.Generator) -> Tensor:
        """A sample ``(n, dim)`` of each of n values."""
        each, n = samples.shape[1], len(groups)
        numbers = torch.randint(each, (n,), generator=generator, device=groups.device)
        return samples.flatten(0, 1).index_select(0, groups * each + numbers)

    def mmd2(self, z: Tensor, groups: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
        """The unbiased MMD² of each class, or of all values together, and of how many items.

        Of fewer than two items there is no value: 0.

        Args:
            z: ``(n, dim)`` codes.
            groups: ``(n,)``, the value of each, -1 where it is not known.
            own: Samples ``(n, m, dim)`` of these, as `draw` gives them.

        Returns:
            ``(classes,)`` each, or ``(1,)``, the first differentiable in z.
        """
        z = z if z.dtype == torch.float64 else z.float()
        place, known = groups.clamp_min(0), (groups >= 0).to(z)
        if self.between is None:
            one, alike = place, (groups[:, None] == groups).to(z)
            reach = torch.ones_like(known)
        else:
            one, alike = torch.zeros_like(place), self.between[place][:, place] * known
            reach = self._reach[place]
        counts = torch.zeros_like(self._within).to(z).index_add_(0, one, known)
        # Of an item: 1 / n_a, and 1 / (n_a (n_a - 1)) of a pair.
        several = (counts > 1).to(z)
        weight = (several / counts.clamp_min(1))[one] * known
        alike *= (weight / (counts[one] - 1).clamp_min(1))[:, None]
        alike.fill_diagonal_(0)
        with full_precision(z):
            items: Tensor = _Items.apply(  # type: ignore[no-untyped-call]
                z, own, alike, weight * reach, self.kernel
            )
        value = torch.zeros_like(counts).index_add_(0, one, items)
        return value + self._within.to(z) * several, counts


class _Items(torch.autograd.Function):
    """sum_j A_ij k(z_i, z_j) - 2 w_i mean_j k(z_i, y_ij) of each code i, for A that is symmetric.

    The gradient is that of the sum over all codes whose MMD² is one value, which come with the same
    factor on the way back.
    """

    @staticmethod
    def forward(
        ctx: Any, z: Tensor, own: Tensor, alike: Tensor, weight: Tensor, kernel: Kernel
    ) -> Tensor:
        """The values; the gradient is kept for the way back."""
        values, slopes = kernel.each(squared_distances(z, z))
        items = values.mul_(alike).sum(1)
        slopes.mul_(alike)
        centred = z - z.mean(0)
        gradient = 4 * (slopes.sum(1, keepdim=True) * centred - slopes @ centred)
        apart = z[:, None] - own
        values, slopes = kernel.each(apart.square().sum(2))
        items -= 2 * weight * values.mean(1)
        slopes.mul_(weight[:, None] / own.shape[1])
        gradient -= 4 * torch.einsum("nm,nmd->nd", slopes, apart)
        ctx.save_for_backward(gradient)
        return items

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor | None, ...]:
        """Scale the gradient that came with the values."""
        once_differentiable()
        (gradient,) = ctx.saved_tensors
        return outer[0][:, None] * gradient, None, None, None, None


def _mixed(samples: Tensor, weights: Tensor) -> Tensor:
    """For each value as many samples ``(v, s, dim)`` of all by its weights, rows of which sum to 1.

    Those of one after those of the other, in even steps of the weight, so that none is drawn too
    often by chance.
    """
    v, s, _ = samples.shape
    steps = (torch.arange(s, device=samples.device) + 0.5).to(weights) / s
    values = torch.searchsorted(weights.cumsum(1).contiguous(), steps.expand(v, s).contiguous())
    # Of each value from places that lie evenly among its samples.
    places = torch.arange(s, device=samples.device) * GOLDEN % 1
    numbers = (places * s).long().expand(v, s)
    return samples[values.clamp_max(v - 1), numbers]


GOLDEN = 0.6180339887498949
"""Steps of this part of a circle come to lie evenly on it, however many there are."""
