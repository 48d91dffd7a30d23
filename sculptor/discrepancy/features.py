"""MMD² at a cost that is linear in the number of samples, by random Fourier features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor

from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.pairwise import (
    BLOCK,
    full_precision,
    may_ask,
    once_differentiable,
    room,
)
from sculptor.errors import SculptorError

if TYPE_CHECKING:
    from sculptor.discrepancy.additive import Means, Moments
    from sculptor.discrepancy.mmd import Discrepancy

PHASE = 1e-4
"""Radians of a phase that rounding may take."""


class Estimate(NamedTuple):
    """An estimate of MMD² from features.

    Attributes:
        value: Differentiable in the samples; its mean over draws of the features is MMD².
        error: The standard error that the choice of features leaves; of the samples it says
            nothing.
    """

    value: Tensor
    error: Tensor


class RandomFeatures:
    """The frequencies of a kernel.

    A kernel that is a sum over scales of functions of x - y is k(x, y) = k(0) E cos(w · (x - y)),
    with w drawn from its spectrum (Rahimi & Recht, "Random Features for Large-Scale Kernel
    Machines", NIPS 2007, Theorem 1). For the scale of constant C it is

    - ``rbf``: N(0, 2 / C);
    - ``imq``: N(0, 2 t / C) with t ~ Exp(1), as C / (C + d²) is the mean of exp(-t d² / C);
    - ``laplace``: the multivariate Cauchy distribution of scale 1 / sqrt(C).

    Every scale has the same number of frequencies. The error falls as one over the square root of
    that number, whatever the number of dimensions and samples.

    Args:
        kernel: Any but ``energy``, whose spectrum is infinite.
        dim: Dimensions of the samples.
        count: Frequencies, rounded up to the same number for each scale.
        seed: Of the frequencies.

    Raises:
        SculptorError: The kernel has no spectrum to draw from, or the count is below 1.
    """

    def __init__(self, kernel: Kernel, dim: int, count: int = 4_096, seed: int = 0) -> None:
        if kernel.name == "energy" or count < 1:
            raise SculptorError(
                f"Expected a kernel out of imq, rbf, laplace and a count of 1 or more, received "
                f"{kernel.name} and {count}. The energy kernel has no finite spectrum: use "
                "sculptor.mmd2 for it."
            )
        generator = torch.Generator().manual_seed(seed)
        each = -(-count // len(kernel.constants))
        drawn = []
        for c in kernel.constants:
            normal = torch.randn(each, dim, generator=generator, dtype=torch.float64)
            if kernel.name == "rbf":
                drawn.append(normal * (2 / c) ** 0.5)
            elif kernel.name == "imq":
                t = torch.empty(each, 1, dtype=torch.float64).exponential_(generator=generator)
                drawn.append(normal * (2 * t / c).sqrt())
            else:
                chi = torch.randn(each, 1, generator=generator, dtype=torch.float64).abs()
                drawn.append(normal / chi / c**0.5)
        self.frequencies = torch.cat(drawn)
        self.at_zero = kernel.at_zero
        self._quick = self.frequencies.norm(dim=1).quantile(0.9).item()

    def mmd2(self, x: Tensor, y: Tensor) -> Estimate:
        """MMD² of samples ``(n, dim)`` and ``(m, dim)``, unbiased, in blocks of bounded memory."""
        dtype = self._phases(x, y)
        centre = y.detach().mean(0, dtype=dtype)
        frequencies = self.frequencies.to(x.device, dtype)
        with full_precision(x):
            each: Tensor = _PerFrequency.apply(  # type: ignore[no-untyped-call]
                x.to(dtype) - centre, y.to(dtype) - centre, frequencies
            ).to(x.dtype)
        return Estimate(
            self.at_zero * each.mean(),
            self.at_zero * each.detach().std() / len(each) ** 0.5,
        )

    def _phases(self, x: Tensor, y: Tensor) -> torch.dtype:
        """The precision of w · x: double where points are so many waves apart that a phase is lost.

        On the CPU alone: elsewhere to look at the points would make the device wait.
        """
        if not may_ask(x):
            return x.dtype
        with torch.no_grad():
            reach = max(float((side - y.mean(0)).abs().amax()) for side in (x, y))
        lost = torch.finfo(x.dtype).eps * reach * self._quick
        return torch.float64 if lost > PHASE else x.dtype


class LinearDiscrepancy:
    """A `Discrepancy` with random features in place of the pairs of its blocks.

    The additive kernel is made of few features as it is, and stays exact.

    Args:
        exact: The discrepancy.
        prior: Samples ``(m, dim)``; the frequencies lie on their device.
        count: Frequencies of each block.

    Raises:
        SculptorError: A kernel has no spectrum to draw from.
    """

    def __init__(self, exact: Discrepancy, prior: Tensor, count: int = 4_096) -> None:
        self._additive = exact.additive
        self._blocks = []
        for seed, block in enumerate(exact.blocks):
            dim = prior[:, block.columns].shape[1]
            features = RandomFeatures(block.kernel, dim, count, seed)
            features.frequencies = features.frequencies.to(prior)
            self._blocks.append((block.columns, features))

    def mmd2(
        self,
        x: Tensor,
        y: Tensor,
        moments: Moments | None = None,
        average: Means | None = None,
    ) -> Estimate:
        """MMD² of samples ``(n, dim)`` and ``(m, dim)``, unbiased.

        Args:
            x: Samples of q.
            y: Samples of p.
            moments: Those of p for the additive kernel, where they are known from more samples.
            average: For its gradient, see `AdditiveKernel.pull`.
        """
        parts = [part.mmd2(x[:, columns], y[:, columns]) for columns, part in self._blocks]
        value = torch.stack([part.value for part in parts]).sum()
        error = torch.stack([part.error for part in parts]).norm()
        if self._additive:
            with full_precision(x):
                value = value + self._additive.between(x, y, moments, average)
        return Estimate(value, error)


class _PerFrequency(torch.autograd.Function):
    """MMD² under the kernel cos(w · (x - y)) of each frequency w.

    With the means p + i s = mean_j exp(i w · x_j) - 1, and q + i t those of y, it is
    (p - q)² + (s - t)² + (2p + p² + s²) / (n - 1) + (2q + q² + t²) / (m - 1). The 1, which drops
    out, would take all digits where the waves are much longer than the points are apart.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, y: Tensor, frequencies: Tensor) -> Tensor:
        n, m = len(x), len(y)
        of_x, of_y = _means(x, frequencies), _means(y, frequencies)
        ctx.save_for_backward(x, y, frequencies, of_x, of_y)
        own, other = (
            (2 * mean[0] + mean.square().sum(0)) / (count - 1)
            for mean, count in ((of_x, n), (of_y, m))
        )
        return (of_x - of_y).square().sum(0) + own + other

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        once_differentiable()
        x, y, frequencies, of_x, of_y = ctx.saved_tensors
        needs_x, needs_y, _ = ctx.needs_input_grad

        def slopes(samples: Tensor, mean: Tensor, other: Tensor) -> Tensor:
            n = len(samples)
            pull = mean - other + mean / (n - 1)
            pull[0] += 1 / (n - 1)
            return _slopes(samples, frequencies, outer[0] * 2 / n * pull)

        return (
            slopes(x, of_x, of_y) if needs_x else None,
            slopes(y, of_y, of_x) if needs_y else None,
            None,
        )


def _means(samples: Tensor, frequencies: Tensor) -> Tensor:
    """The means of cos - 1 = -2 sin²(half the angle) and of sin, ``(2, frequencies)``."""
    total = samples.new_zeros(2, len(frequencies))
    for rows in samples.split(_rows(frequencies)):
        angles = rows @ frequencies.T
        sines = angles.sin()
        total += torch.stack([angles.mul_(0.5).sin_().square_().sum(0).mul_(-2), sines.sum(0)])
    return total / len(samples)


def _slopes(samples: Tensor, frequencies: Tensor, pull: Tensor) -> Tensor:
    """The gradient of the sum of pull · (cos, sin) in the samples."""
    parts = []
    for rows in samples.split(_rows(frequencies)):
        angles = rows @ frequencies.T
        parts.append((angles.cos().mul_(pull[1]) - angles.sin_().mul_(pull[0])) @ frequencies)
    return torch.cat(parts)


def _rows(frequencies: Tensor) -> int:
    return max(1, room(frequencies, BLOCK) // len(frequencies))
