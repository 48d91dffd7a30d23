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

import torch
from torch import Tensor

from sculptor.discrepancy.names import KERNELS
from sculptor.errors import SculptorError

SCALES = 7
"""Scales of each kernel."""

LARGEST, SMALLEST, SHARPEST = 10.0, 0.1, 0.005
"""The largest scale; the smallest one in many dimensions, and in few."""


NEAREST = 1e-12
"""Squared distance below which the slope of ``energy`` and ``laplace``, infinite at 0, is cut."""


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
    """

    name: str
    constants: tuple[float, ...]

    @classmethod
    def of(cls, name: str, bandwidth: float, dim: int) -> Kernel:
        """The kernel of a bandwidth, in latent units, between points of ``dim`` dimensions."""
        if name not in KERNELS:
            raise SculptorError(
                f"Expected a kernel out of {', '.join(KERNELS)}; received {name!r}."
            )
        return cls(name, tuple(2 * dim * bandwidth**2 * s for s in scales(dim)))

    def __call__(self, d2: Tensor) -> tuple[Tensor, Tensor]:
        """The sum of k over all pairs, and the slopes dk / d(d²); one pass over d² for a scale.

        Args:
            d2: Squared distances, which rounding may have made slightly negative; used up.
        """
        if self.name == "energy":
            distance = d2.clamp_min_(NEAREST).sqrt_()
            return -distance.sum(), distance.reciprocal_().mul_(-0.5)
        total, slope, part = d2.new_zeros(()), torch.zeros_like(d2), torch.empty_like(d2)
        if self.name == "imq":
            for c in self.constants:
                torch.add(d2, c, out=part).reciprocal_()
                total.add_(part.sum(), alpha=c)
                slope.addcmul_(part, part, value=-c)
        elif self.name == "rbf":
            for c in self.constants:
                torch.div(d2, -c, out=part).exp_()
                total.add_(part.sum())
                slope.sub_(part, alpha=1 / c)
        else:
            distance = d2.clamp_min_(NEAREST).sqrt_()
            for c in self.constants:
                torch.div(distance, -(c**0.5), out=part).exp_()
                total.add_(part.sum())
                slope.addcdiv_(part, distance, value=-0.5 / c**0.5)
        return total, slope

    @property
    def at_zero(self) -> float:
        """The kernel of a point with itself."""
        return 0.0 if self.name == "energy" else float(len(self.constants))

    def values(self, d2: Tensor) -> Tensor:
        """The values k alone, where no gradient is wanted."""
        if self.name == "energy":
            return -d2.clamp_min(0).sqrt()
        value, one = torch.zeros_like(d2), torch.ones((), dtype=d2.dtype, device=d2.device)
        part = torch.empty_like(d2)
        for c in self.constants:
            if self.name == "imq":
                value.addcdiv_(one, torch.add(d2, c, out=part), value=c)
            elif self.name == "rbf":
                value.add_(torch.div(d2, -c, out=part).exp_())
            else:
                value.add_(torch.clamp_min(d2, 0, out=part).sqrt_().div_(-(c**0.5)).exp_())
        return value
