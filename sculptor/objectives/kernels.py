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

from sculptor.errors import SculptorError

SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Scales s of the Wasserstein auto-encoder's multi-scale kernel."""

KERNELS = ("imq", "rbf", "laplace", "energy")

NEAREST = 1e-12
"""Squared distance below which the slope of ``energy`` and ``laplace``, infinite at 0, is cut."""


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
        return cls(name, tuple(2 * dim * bandwidth**2 * scale for scale in SCALES))

    @property
    def at_zero(self) -> float:
        """k(x, x)."""
        return 0.0 if self.name == "energy" else float(len(self.constants))

    def __call__(self, d2: Tensor) -> tuple[Tensor, Tensor]:
        """The values k and the slopes dk / d(d²) of squared distances; one pass for all scales."""
        if self.name == "energy":
            distance = d2.clamp_min(NEAREST).sqrt_()
            return -d2.sqrt(), distance.reciprocal_().mul_(-0.5)
        value, slope = torch.zeros_like(d2), torch.zeros_like(d2)
        if self.name == "imq":
            part = torch.empty_like(d2)
            for c in self.constants:
                torch.add(d2, c, out=part).reciprocal_()
                value.add_(part, alpha=c)
                slope.addcmul_(part, part, value=-c)
        elif self.name == "rbf":
            for c in self.constants:
                part = (d2 / -c).exp_()
                value.add_(part)
                slope.sub_(part, alpha=1 / c)
        else:
            distance = d2.clamp_min(NEAREST).sqrt_()
            for c in self.constants:
                part = (distance / -(c**0.5)).exp_()
                value.add_(part)
                slope.addcdiv_(part, distance, value=-0.5 / c**0.5)
        return value, slope
