"""MMD between joint distributions of a code and what is known of its item.

With the kernel k((z, a), (z', a')) = k(z, z') · [a = a'] / p(a) on pairs of a code and its class,

    MMD²(q(z, a), p(z, a)) = sum_a p(a) MMD²(q(z|a), p(z|a)),   where q(a) = p(a),

a sum over classes, each counted by its share. The product of two kernels is one, and that of the
features e_a / √p(a) is [a = a'] / p(a). An item whose class is not known is equal to no other.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.pairwise import (
    full_precision,
    once_differentiable,
    squared_distances,
    sum_between,
)

OWN = 64
"""Samples of its class that each code is compared with in a step."""


class Joint:
    """The MMD² of each class with its kernel and its target fixed.

    The target of a class is the set of its samples, so that the term of these alone is exact:
    their mean over all pairs, each sample with itself too.

    Args:
        kernel: Of the codes.
        samples: ``(classes, s, dim)``, as many of each class.
        shares: ``(classes,)``, p(a).
    """

    def __init__(self, kernel: Kernel, samples: Tensor, shares: Tensor) -> None:
        self.kernel = kernel
        self.samples = samples
        self.shares = shares.to(samples)
        with full_precision(samples):
            sums = [sum_between(y, y, kernel, of_x=False, of_y=False)[0] for y in samples]
        self._within = torch.stack(sums) / samples.shape[1] ** 2

    def draw(self, groups: Tensor, generator: torch.Generator) -> Tensor:
        """Samples ``(n, OWN, dim)`` of the class of each of n items, with replacement."""
        places = groups.clamp_min(0).repeat_interleave(OWN)
        return self._of(places, generator).view(len(groups), OWN, -1)

    def bank(self, n: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Samples ``(n, dim)`` of all classes by their shares, and the class ``(n,)`` of each."""
        groups = self.shares.multinomial(n, replacement=True, generator=generator)
        return self._of(groups, generator), groups

    def _of(self, groups: Tensor, generator: torch.Generator) -> Tensor:
        """A sample ``(n, dim)`` of each of n classes."""
        each, n = self.samples.shape[1], len(groups)
        numbers = torch.randint(each, (n,), generator=generator, device=groups.device)
        return self.samples.flatten(0, 1).index_select(0, groups * each + numbers)

    def mmd2(self, z: Tensor, groups: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
        """The unbiased MMD² of each class, and how many items it is of.

        A class of fewer than two items has no value: 0.

        Args:
            z: ``(n, dim)`` codes.
            groups: ``(n,)``, the class of each, -1 where it is not known.
            own: Samples ``(n, m, dim)`` of these classes, as `draw` gives them.

        Returns:
            ``(classes,)`` each, the first differentiable in z.
        """
        z = z if z.dtype == torch.float64 else z.float()
        known = (groups >= 0).to(z)
        counts = z.new_zeros(len(self.samples)).index_add_(0, groups.clamp_min(0), known)
        with full_precision(z):
            value: Tensor = _OfClasses.apply(  # type: ignore[no-untyped-call]
                z, groups, own, counts, self._within.to(z), self.kernel
            )
        return value, counts


class _OfClasses(torch.autograd.Function):
    """MMD²_a = 1/(n_a (n_a - 1)) sum_{i≠j} k(z_i, z_j) - 2/n_a sum_i mean_j k(z_i, y_ij) + c_a.

    The sums are over codes of the class a, and c_a is the term of its samples alone. A code has a
    part in the value of its own class only, so that its gradient is one row.
    """

    @staticmethod
    def forward(
        ctx: Any,
        z: Tensor,
        groups: Tensor,
        own: Tensor,
        counts: Tensor,
        within: Tensor,
        kernel: Kernel,
    ) -> Tensor:
        """The values; the gradient is kept for the way back."""
        place = groups.clamp_min(0)
        several = (counts > 1).to(z)
        weight = (several / counts.clamp_min(1))[place] * (groups >= 0)  # of an item: 1 / n_a
        beside = weight / (counts[place] - 1).clamp_min(1)
        alike = (groups[:, None] == groups) * beside
        alike.fill_diagonal_(0)
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
        ctx.save_for_backward(gradient, place)
        return torch.zeros_like(counts).index_add_(0, place, items) + within * several

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor | None, ...]:
        """Scale the gradient that came with the values."""
        once_differentiable()
        gradient, place = ctx.saved_tensors
        return outer[0][place, None] * gradient, None, None, None, None, None
