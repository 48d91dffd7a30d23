"""Kernels of the squared distance: sums over several scales, with their derivative.

With d² = |x - y|² and, for each scale s, C_s = 2 · dim · bandwidth² · s:

============  =====================================  ==============================================
``imq``       sum_s C_s / (C_s + d²)                 inverse multiquadric, the default: its tails
                                                     reach far points (Tolstikhin et al. 2018, 4)
``rbf``       sum_s exp(-d² / C_s)                   Gaussian (Gretton et al. 2012)
``laplace``   sum_s exp(-d / sqrt(C_s))              exponential
``energy``    -d                                     MMD² is the energy distance (Sejdinovic et al.
                                                     2013); no scale, no bandwidth
============  =====================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import torch
from torch import Tensor

from sculptor.discrepancy.names import KERNELS
from sculptor.errors import SculptorError

SCALES = 7
"""Scales of each kernel."""

LARGEST, SMALLEST, SHARPEST = 10.0, 0.1, 0.005
"""The largest scale; the smallest one in many dimensions, and in few."""


def scales(dim: int) -> tuple[float, ...]:
    """Seven scales s in even ratios, from the one that sees the detail of a shape up to 10.

    In many dimensions the squared distances of a prior gather about 2 · dim · variance, so that
    scales from 0.1 to 10, as the Wasserstein auto-encoder has them, hold all that there is. In few
    dimensions much closer pairs are common, and only a sharp kernel tells a drawn line from the
    blot around it: of points spread over the space a share of s^(dim / 2) is closer than scale s,
    and the smallest scale is the one with half a percent of the pairs.

    >>> [round(s, 3) for s in scales(2)]
    [0.005, 0.018, 0.063, 0.224, 0.794, 2.817, 10.0]
    >>> [round(s, 3) for s in scales(64)]
    [0.1, 0.215, 0.464, 1.0, 2.154, 4.642, 10.0]
    """
    smallest = min(max(SHARPEST ** (2 / dim), SHARPEST), SMALLEST)
    ratio = (LARGEST / smallest) ** (1 / (SCALES - 1))
    return tuple(smallest * ratio**k for k in range(SCALES))


@dataclass(frozen=True)
class Kernel:
    """One kernel with its scales fixed.

    Attributes:
        name: Out of `KERNELS`.
        constants: The C_s, in squared latent units.
        shifted: Whether k(x, y) - k(x, x) stands for k(x, y). MMD² is blind to a constant in k, and
            where all distances are small beside the scales, k is so close to its largest value
            everywhere that single precision would keep nothing of how it differs.
    """

    name: str
    constants: tuple[float, ...]
    shifted: bool = False

    @classmethod
    def of(cls, name: str, bandwidth: float, dim: int, spread: float = inf) -> Kernel:
        """The kernel of a bandwidth, in latent units, between points of ``dim`` dimensions.

        Args:
            name: Out of `KERNELS`.
            bandwidth: In latent units.
            dim: Dimensions.
            spread: The mean squared distance of the points, where it is known: below the smallest
                constant the kernel is `shifted`.
        """
        if name not in KERNELS:
            raise SculptorError(
                f"Expected a kernel out of {', '.join(KERNELS)}; received {name!r}."
            )
        constants = tuple(2 * dim * bandwidth**2 * s for s in scales(dim))
        return cls(name, constants, shifted=name != "energy" and spread < constants[0])

    def __call__(self, d2: Tensor) -> tuple[Tensor, Tensor]:
        """The sum of k over all pairs, and the slopes dk / d(d²); one pass over d² for a scale.

        The slopes of ``energy`` and ``laplace``, infinite where points coincide, are 0 there: of
        the gradients k'(d²) · 2 (x - y) on all sides, the mean.

        Args:
            d2: Squared distances; used up. Where they are `beyond`, k and its slope are 0.
        """
        if self.name == "energy":
            distance = d2.clamp_min_(0).sqrt_()
            return -distance.sum(), _reciprocal(distance).mul_(-0.5)
        total, slope, part = d2.new_zeros(()), torch.zeros_like(d2), torch.empty_like(d2)
        if self.name == "imq":
            for c in self.constants:
                torch.add(d2, c, out=part).reciprocal_()
                if self.shifted:  # C / (C + d²) - 1 = -d² / (C + d²)
                    total.sub_(torch.dot(d2.view(-1), part.view(-1)))
                else:
                    total.add_(part.sum(), alpha=c)
                slope.addcmul_(part, part, value=-c)
            return total, slope
        exp_ = torch.expm1_ if self.shifted else torch.exp_
        if self.name == "rbf":
            for c in self.constants:
                exp_(torch.div(d2, -c, out=part))
                total.add_(part.sum())
                slope.sub_(part.add_(1) if self.shifted else part, alpha=1 / c)
            return total, slope
        distance = d2.clamp_min_(0).sqrt_()
        for c in self.constants:
            exp_(torch.div(distance, -(c**0.5), out=part))
            total.add_(part.sum())
            slope.sub_(part.add_(1) if self.shifted else part, alpha=0.5 / c**0.5)
        return total, slope.mul_(_reciprocal(distance))

    def each(self, d2: Tensor) -> tuple[Tensor, Tensor]:
        """The values k, and the slopes dk / d(d²), of each pair by itself."""
        if self.name != "imq" or self.shifted:
            return self.values(d2), self(d2.clone())[1]
        value, slope, part = torch.zeros_like(d2), torch.zeros_like(d2), torch.empty_like(d2)
        for c in self.constants:
            torch.add(d2, c, out=part).reciprocal_()
            value.add_(part, alpha=c)
            slope.addcmul_(part, part, value=-c)
        return value, slope

    @property
    def at_zero(self) -> float:
        """The kernel of a point with itself, before it is `shifted`."""
        return 0.0 if self.name == "energy" else float(len(self.constants))

    @property
    def beyond(self) -> float:
        """The squared distance at which k is 0: what the diagonal is set to, to leave it out."""
        return 0.0 if self.shifted or self.name == "energy" else inf

    @property
    def smooth(self) -> float:
        """Squared distances below which k no longer changes; none where it has a cusp at 0."""
        return min(self.constants) if self.name in ("imq", "rbf") else 0.0

    def values(self, d2: Tensor) -> Tensor:
        """The values k alone, where no gradient is wanted."""
        if self.name == "energy":
            return -d2.clamp_min(0).sqrt()
        value, one = torch.zeros_like(d2), torch.ones((), dtype=d2.dtype, device=d2.device)
        part = torch.empty_like(d2)
        exp_ = torch.expm1_ if self.shifted else torch.exp_
        for c in self.constants:
            if self.name == "imq":
                torch.add(d2, c, out=part)
                if self.shifted:
                    value.addcdiv_(d2, part, value=-1)
                else:
                    value.addcdiv_(one, part, value=c)
            elif self.name == "rbf":
                value.add_(exp_(torch.div(d2, -c, out=part)))
            else:
                value.add_(exp_(torch.clamp_min(d2, 0, out=part).sqrt_().div_(-(c**0.5))))
        return value


def _reciprocal(distance: Tensor) -> Tensor:
    """1 / distance, and 0 where points coincide."""
    return distance.reciprocal().masked_fill_(distance == 0, 0)
