"""The Maximum Mean Discrepancy between two sets of samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.errors import SculptorError
from sculptor.objectives.kernels import Kernel

BLOCK = 262_144
"""Pairs handled at once. The most memory used is four matrices of this many numbers, 4 MiB in
float32, and a few copies of the samples, whatever the number of samples and scales; so little stays
in a processor's cache."""

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

    Args:
        x: ``(n, dim)``, n at least 2; a tensor or an array.
        y: ``(m, dim)``, m at least 2.
        kernel: ``imq``, ``rbf``, ``laplace`` or ``energy``, see `sculptor.objectives.kernels`.
        bandwidth: In latent units; ``prior`` takes it from the variance of y, ``median`` from the
            median distance within y.

    Returns:
        A float tensor of no dimensions, differentiable in x and y.

    Raises:
        SculptorError: The shapes do not fit, or the kernel or bandwidth is not one of those.
    """
    x, y = _points(x), _points(y)
    return Discrepancy.fitted(y.detach(), kernel, bandwidth).mmd2(x, y)


class Discrepancy:
    """The MMD with its kernel fixed once, so that its values can be compared.

    Attributes:
        kernel: With its constants.
        bandwidth: In latent units.
    """

    def __init__(self, kernel: Kernel, bandwidth: float) -> None:
        self.kernel = kernel
        self.bandwidth = bandwidth

    @classmethod
    def fitted(
        cls, prior: Samples, kernel: str = "imq", bandwidth: float | str = "prior"
    ) -> Discrepancy:
        """Fix the kernel from samples of the prior.

        Args:
            prior: ``(m, dim)``.
            kernel: A name out of `sculptor.objectives.kernels.KERNELS`.
            bandwidth: In latent units. ``prior`` is the root of the mean marginal variance;
                ``median`` makes 2 · dim · bandwidth² the median squared distance.

        Raises:
            SculptorError: The bandwidth is not a positive number, or the kernel has no such name.
        """
        points = _points(prior)
        width = _bandwidth(points, bandwidth)
        return cls(Kernel.of(kernel, width, points.shape[1]), width)

    def within(self, prior: Samples) -> Tensor:
        """The mean of k over pairs of prior samples, the term of MMD² that no encoder changes."""
        y = _points(prior)
        with _full_precision(y):
            total, _ = _within(y - y.mean(0), self.kernel, gradient=False)
        return total / (len(y) * (len(y) - 1))

    def mmd2(self, x: Samples, y: Samples, within_y: Tensor | None = None) -> Tensor:
        """The squared MMD, as `sculptor.mmd2`.

        Args:
            x: ``(n, dim)``.
            y: ``(m, dim)``.
            within_y: The term of y alone where it is known, as from `within` on a larger set: it is
                then not computed again, and MMD² stays unbiased.
        """
        x, y = _points(x), _points(y)
        if x.shape[1] != y.shape[1]:
            raise SculptorError(
                f"Expected samples of equal dimensions, received {tuple(x.shape)} and "
                f"{tuple(y.shape)}. Give both as (n, dim)."
            )
        with _full_precision(x):
            value: Tensor = _MMD2.apply(x, y.to(x), self.kernel, within_y)  # type: ignore[no-untyped-call]
        return value


class _MMD2(torch.autograd.Function):
    """Value and gradient together: one matrix of distances serves all scales and both."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, y: Tensor, kernel: Kernel, known: Tensor | None) -> Tensor:
        """The value; the gradients are kept for the way back."""
        n, m = len(x), len(y)
        # Distances come from products: about a common centre they lose the fewest digits.
        centre = y.mean(0)
        x, y = x - centre, y - centre
        of_x, of_y = ctx.needs_input_grad[:2]
        within_x, gradient_x = _within(x, kernel, gradient=of_x)
        if known is None or of_y:
            within_y, gradient_y = _within(y, kernel, gradient=of_y)
            within_y = within_y / (m * (m - 1))
        else:
            within_y = known
        between, across_x, across_y = _between(x, y, kernel, of_x, of_y)
        ctx.save_for_backward(
            gradient_x / (n * (n - 1)) - 2 * across_x / (n * m) if of_x else None,
            gradient_y / (m * (m - 1)) - 2 * across_y / (n * m) if of_y else None,
        )
        return within_x / (n * (n - 1)) + within_y - 2 * between / (n * m)

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
        """Scale the gradients that came with the value."""
        if torch.is_grad_enabled():  # create_graph=True would be given a constant in silence
            raise SculptorError(
                "Expected one derivative of MMD², received a call for two (create_graph=True): its "
                "gradient is computed by hand and cannot be differentiated again."
            )
        of_x, of_y = ctx.saved_tensors
        return (
            None if of_x is None else outer[0] * of_x,
            None if of_y is None else outer[0] * of_y,
            None,
            None,
        )


def _within(x: Tensor, kernel: Kernel, *, gradient: bool) -> tuple[Tensor, Tensor]:
    """The sum of k(x_i, x_j) over i ≠ j, and its gradient 4 sum_j k'(d²_ij) (x_i - x_j).

    The matrix is symmetric: each block of rows meets itself and the rows after it only.
    """
    total, slopes = x.new_zeros(()), torch.zeros_like(x)
    start = 0
    while start < len(x):
        later = x[start:]
        rows = later[: max(1, BLOCK // len(later))]
        n = len(rows)
        value, slope = _evaluate(kernel, rows, later, gradient)
        value[:, :n].fill_diagonal_(0)
        total += 2 * value.sum() - value[:, :n].sum()
        if slope is not None:
            slope[:, :n].fill_diagonal_(0)
            after = slope[:, n:]
            slopes[start : start + n] += slope.sum(1, keepdim=True) * rows - slope @ later
            slopes[start + n :] += after.sum(0)[:, None] * later[n:] - after.T @ rows
        start += n
    return total, slopes.mul_(4)


def _between(
    x: Tensor, y: Tensor, kernel: Kernel, of_x: bool, of_y: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """The sum of k(x_i, y_j) over all pairs, and its gradients in x and y."""
    total, in_x, in_y = x.new_zeros(()), torch.zeros_like(x), torch.zeros_like(y)
    size = max(1, BLOCK // len(y))
    for start in range(0, len(x), size):
        rows = x[start : start + size]
        value, slope = _evaluate(kernel, rows, y, of_x or of_y)
        total += value.sum()
        if slope is not None and of_x:
            in_x[start : start + size] = slope.sum(1, keepdim=True) * rows - slope @ y
        if slope is not None and of_y:
            in_y += slope.sum(0)[:, None] * y - slope.T @ rows
    return total, in_x.mul_(2), in_y.mul_(2)


def _evaluate(
    kernel: Kernel, rows: Tensor, columns: Tensor, gradient: bool
) -> tuple[Tensor, Tensor | None]:
    """The kernel of all pairs, and its slopes where a gradient is wanted."""
    d2 = squared_distances(rows, columns)
    return kernel(d2) if gradient else (kernel.values(d2), None)


def _full_precision(x: Tensor) -> torch.autocast:
    """No halved precision inside: distances are differences of large numbers."""
    return torch.autocast(x.device.type, enabled=False)


def squared_distances(x: Tensor, y: Tensor) -> Tensor:
    """|x_i - y_j|² as ``(n, m)``, from one matrix product."""
    products = torch.addmm(y.square().sum(1), x, y.T, alpha=-2)
    return products.add_(x.square().sum(1, keepdim=True)).clamp_min_(0)


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
