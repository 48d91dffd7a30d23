"""A mean over the codes of many batches, though the encoder moves from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

MEMORY = 0.85
"""The part of the mean that a batch leaves as it is: it tells as much as 12 batches."""


class Carried:
    """An estimate E of the moments E_x M(θ; x) of the codes under the present weights θ.

    A batch B_t enters by E ← a E + (1 - a) M(θ_t; B_t). When the encoder has moved, E is moved
    along: E ← E + M(θ_{t+1}; B) - M(θ_t; B), with the same images B on both sides. Batches that are
    drawn at random leave E without bias under the weights in force, and the noise of a difference
    on the same images is small: the recursive momentum of Cutkosky & Orabona, "Momentum-Based
    Variance Reduction in Non-Convex SGD", NeurIPS 2019, Eq. 2, for a mean in place of a gradient. A
    mean of what codes were at earlier weights is biased, and training with it comes to swing.

    Args:
        like: Tensors of the shapes and on the device of M.

    Attributes:
        totals: E · mass.
        mass: The weights of all batches in E, 1 - a^t, no dimensions.
    """

    def __init__(self, like: Sequence[Tensor]) -> None:
        self.totals = tuple(torch.zeros_like(each) for each in like)
        self.mass = like[0].new_zeros(())

    @property
    def mean(self) -> list[Tensor]:
        """E; 0 before the first batch."""
        mass = self.mass.clamp_min(torch.finfo(self.mass.dtype).tiny)
        return [total / mass for total in self.totals]

    def add(self, moments: Sequence[Tensor]) -> None:
        """Take up those of a batch."""
        for total, each in zip(self.totals, moments, strict=True):
            total.lerp_(each, 1 - MEMORY)
        self.mass.lerp_(torch.ones_like(self.mass), 1 - MEMORY)

    def move(self, before: Sequence[Tensor], after: Sequence[Tensor]) -> None:
        """Move along with the encoder: M(θ_t; B) and M(θ_{t+1}; B) of one batch."""
        for total, one, other in zip(self.totals, before, after, strict=True):
            total.addcmul_(other - one, self.mass)
