"""The Maximum Mean Discrepancy between two sets of samples."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, permutations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.discrepancy.additive import MOMENTS, AdditiveKernel, Means, Moments
from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.names import AUTO, KERNELS
from sculptor.discrepancy.pairwise import (
    PairwiseMMD2,
    full_precision,
    squared_distances,
    sum_between,
    sum_within,
)
from sculptor.errors import SculptorError

FEW = 3
"""Dimensions up to which the kernel of whole points sees all that there is."""

WITHIN, PROBES = 4_096, 256
"""Prior samples from which a reference takes the terms of pairs, and those by which it carries them
over to all samples (see `Block.within`)."""

Samples = Tensor | npt.NDArray[Any]


def mmd2(x: Samples, y: Samples, kernel: str = "imq", bandwidth: float | str = "prior") -> Tensor:
    """The squared MMD between samples x of q and y of p, unbiased, so that it can be negative.

    MMD² = 1/(n(n-1)) sum_{i≠j} k(x_i, x_j) + 1/(m(m-1)) sum_{i≠j} k(y_i, y_j)
           - 2/(nm) sum_{ij} k(x_i, y_j)

    Gretton, Borgwardt, Rasch, Schölkopf & Smola, "A Kernel Two-Sample Test", JMLR 13 (2012), Eq. 3.
    The gradient with respect to both arguments is computed with the value, in blocks of bounded
    memory; it cannot itself be differentiated. Under autocast the precision stays single.

    >>> import torch
    >>> x = torch.tensor([[0.0], [1.0]])
    >>> mmd2(x, x + 10.0, kernel="energy").item()
    18.0

    In more than `FEW` dimensions ``auto`` is fitted to y in so many numbers that it would be biased
    on the very samples it is fitted to: of 50 equals a side in 32 dimensions by .063 ± .008, at a
    standard deviation of .16. So it is fitted to every other one, x is compared with the rest, and
    the mean taken with the two halves exchanged: .012 ± .011, at .22. A bandwidth from y does no
    such harm.

    Args:
        x: ``(n, dim)``, n at least 2; a tensor or an array.
        y: ``(m, dim)``, m at least 2; 4 for ``auto`` in more than `FEW` dimensions.
        kernel: ``imq``, ``rbf``, ``laplace`` or ``energy``, see `sculptor.discrepancy.kernels`; or
            ``auto``, see `Discrepancy.fitted`.
        bandwidth: In latent units; ``prior`` takes it from the variance of y, ``median`` from the
            median distance within y.

    Returns:
        A float tensor of no dimensions, differentiable in x and y.

    Raises:
        SculptorError: The shapes do not fit, or the kernel or bandwidth is not one of those.
    """
    x, y = _points(x), _points(y)
    if kernel != AUTO or y.shape[1] <= FEW:
        return Discrepancy.fitted(y.detach(), kernel, bandwidth).mmd2(x, y)
    if len(y) < 4:
        raise SculptorError(
            f"Expected at least 4 samples y to fit the kernel to two halves of, received {len(y)}. "
            f"Give more, or name a kernel out of {', '.join(KERNELS)}."
        )
    halves = y[::2], y[1::2]
    values = (
        Discrepancy.fitted(one.detach(), kernel, bandwidth).mmd2(x, other)
        for one, other in permutations(halves)
    )
    return torch.stack([*values]).mean()


class Reference(NamedTuple):
    """What is known of a prior beforehand, from more samples than a batch is compared with.

    Attributes:
        within: For each block of the discrepancy, the mean of k over pairs of samples.
        moments: For the additive kernel; None where there is none.
    """

    within: tuple[Tensor, ...]
    moments: Moments | None


class Discrepancy:
    """The MMD with its kernel fixed once, so that its values can be compared.

    Attributes:
        kernel: Of whole points, with its constants.
        bandwidth: Of that kernel, in latent units.
        blocks: That kernel on all columns, and sharper ones on a few columns each.
        additive: A kernel of coordinates and pairs, or None. The kernel is the sum of all.
    """

    def __init__(
        self,
        kernel: Kernel,
        bandwidth: float,
        blocks: tuple[Block, ...] = (),
        additive: AdditiveKernel | None = None,
    ) -> None:
        self.kernel = kernel
        self.bandwidth = bandwidth
        self.blocks = (Block(slice(None), kernel), *blocks)
        self.additive = additive

    @classmethod
    def fitted(
        cls,
        prior: Samples,
        kernel: str = AUTO,
        bandwidth: float | str = "prior",
        blocks: Sequence[int] = (),
    ) -> Discrepancy:
        """Fix the kernel from samples of the prior.

        Args:
            prior: ``(m, dim)``. Where ``auto`` has more than `FEW` dimensions, these should be
                others than those that are compared, or so many more that they do not matter: of the
                samples that it was fitted to, MMD² is too large (see `mmd2`).
            kernel: A name out of `sculptor.discrepancy.kernels.KERNELS`, or ``auto``: ``imq``, and
                in more than `FEW` dimensions also kernels of single coordinates, of pairs, and of
                each block, from which a single wrong one cannot hide.
            bandwidth: In latent units. ``prior`` is the root of the mean marginal variance;
                ``median`` makes 2 · dim · bandwidth² the median squared distance.
            blocks: Dimensions of the blocks that the prior is composed of, in their order, where it
                is: ``auto`` looks at each of 2 or 3 dimensions by itself.

        Raises:
            SculptorError: The bandwidth is not a positive number, or the kernel has no such name.
        """
        points = _points(prior)
        width, dim = _bandwidth(points, bandwidth), points.shape[1]
        # Of two samples: the mean of |x - y|² is twice the sum of the variances.
        spread = 2 * points.var(0).sum().item()
        whole = Kernel.of("imq" if kernel == AUTO else kernel, width, dim, spread)
        if kernel != AUTO or dim <= FEW:
            return cls(whole, width)
        return cls(whole, width, _few(points, blocks), AdditiveKernel(points[:MOMENTS]))

    def reference(self, prior: Samples) -> Reference:
        """What `mmd2` need not compute again for each batch, from many samples of the prior."""
        y = _points(prior)
        with full_precision(y):
            within = tuple(block.within(y) for block in self.blocks)
            moments = self.additive.moments(y[:MOMENTS]) if self.additive else None
        return Reference(within, moments)

    def mmd2(
        self,
        x: Samples,
        y: Samples,
        reference: Reference | None = None,
        average: Means | None = None,
    ) -> Tensor:
        """The squared MMD, as `sculptor.mmd2`.

        Args:
            x: ``(n, dim)``.
            y: ``(m, dim)``.
            reference: What is known of the distribution of y from more samples: it is then not
                computed again from y, and MMD² stays unbiased.
            average: For the gradient of the additive kernel, see `AdditiveKernel.pull`.
        """
        x, y = _points(x), _points(y)
        if x.shape[1] != y.shape[1]:
            raise SculptorError(
                f"Expected samples of equal dimensions, received {tuple(x.shape)} and "
                f"{tuple(y.shape)}. Give both as (n, dim)."
            )
        y = y.to(x)
        of_y = reference.within if reference else (None,) * len(self.blocks)
        with full_precision(x):
            value = x.new_zeros(())
            for block, within in zip(self.blocks, of_y, strict=True):
                value = value + block.mmd2(x, y, within)
            if self.additive:
                known = reference.moments if reference else None
                value = value + self.additive.between(x, y, known, average)
        return value

    def values(self, x: Tensor, y: Tensor) -> Tensor:
        """The kernel of all pairs of ``(n, dim)`` and ``(m, dim)``, as ``(n, m)``.

        Up to a constant, to which MMD² is blind, where a kernel is `shifted`.
        """
        total = sum((block.values(x, y) for block in self.blocks), x.new_zeros(()))
        return total + self.additive.values(x, y) if self.additive else total


class Block(NamedTuple):
    """A kernel of some of the dimensions."""

    columns: slice
    kernel: Kernel

    def mmd2(self, x: Tensor, y: Tensor, within: Tensor | None) -> Tensor:
        """The squared MMD of its columns; the term of y alone where it is known."""
        value: Tensor = PairwiseMMD2.apply(  # type: ignore[no-untyped-call]
            x[:, self.columns], y[:, self.columns], self.kernel, within
        )
        return value

    def within(self, y: Tensor) -> Tensor:
        """The mean of k over pairs of samples.

        Of more than `WITHIN` samples y, over the pairs of so many of them, r, as if these were like
        all others: with h(s) the mean of k(s, p) over probes p, the mean of h over y less that over
        r is added twice. Without it, MMD² with a bank that is drawn from all of y would be off by
        what distinguishes r, always in the same direction.
        """
        y = y[:, self.columns]
        few = y[:WITHIN]
        total, _ = sum_within(few, self.kernel, gradient=False)
        within = total / (len(few) * (len(few) - 1))
        if len(y) < WITHIN + 2 * PROBES:
            return within
        rest, probes = y[:-PROBES], y[-PROBES:]
        return within + 2 * (self._mean(rest, probes) - self._mean(few, probes))

    def _mean(self, x: Tensor, y: Tensor) -> Tensor:
        total, _, _ = sum_between(x, y, self.kernel, of_x=False, of_y=False)
        return total / (len(x) * len(y))

    def values(self, x: Tensor, y: Tensor) -> Tensor:
        """The kernel of all pairs, ``(n, m)``."""
        return self.kernel.values(squared_distances(x[:, self.columns], y[:, self.columns]))


def _few(prior: Tensor, dims: Sequence[int]) -> tuple[Block, ...]:
    """A kernel for each block of 2 to `FEW` dimensions; single ones are the additive kernel's."""
    ends = list(accumulate(dims))
    columns = [slice(end - dim, end) for dim, end in zip(dims, ends, strict=True) if 1 < dim <= FEW]
    return tuple(
        Block(part, Kernel.of("imq", _bandwidth(prior[:, part], "prior"), part.stop - part.start))
        for part in columns
    )


def _points(samples: Samples) -> Tensor:
    """Samples as a matrix of at least single precision, also where autocast has halved it."""
    if not isinstance(samples, Tensor):
        array = np.asarray(samples)
        samples = torch.from_numpy(array if array.flags.writeable else array.copy())
    if samples.ndim != 2 or len(samples) < 2 or samples.shape[1] < 1:
        raise SculptorError(
            f"Expected samples as (n, dim) with at least two rows, received {tuple(samples.shape)}."
        )
    return samples if samples.dtype == torch.float64 else samples.float()


def _bandwidth(points: Tensor, bandwidth: float | str) -> float:
    if bandwidth == "prior":
        width = points.var(0).mean().sqrt().item()
    elif bandwidth == "median":
        some = points[:2_000]
        apart = squared_distances(some, some)[*torch.triu_indices(len(some), len(some), 1)]
        width = (apart.median() / (2 * points.shape[1])).sqrt().item()
    elif isinstance(bandwidth, int | float) and not isinstance(bandwidth, bool):
        width = float(bandwidth)
    else:
        raise SculptorError(
            "Expected a bandwidth as a number in latent units, 'prior' or 'median'; "
            f"received {bandwidth!r}."
        )
    if not 0 < width < float("inf"):
        raise SculptorError(
            f"Expected a bandwidth above 0, received {width}. "
            "If the prior is a single point, give it some spread."
        )
    return width
