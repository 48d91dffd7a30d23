"""Sums of a kernel over all pairs of points, with their gradients, in blocks of bounded memory."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from sculptor.discrepancy.kernels import Kernel
from sculptor.errors import SculptorError

BLOCK = 131_072
"""Pairs handled at once. The most memory used is four matrices of this many numbers, 2 MiB in
float32, and a few copies of the samples, whatever the number of samples and scales; so little stays
in a processor's cache."""


class PairwiseMMD2(torch.autograd.Function):
    """Value and gradient together: one matrix of distances serves all scales and both."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, y: Tensor, kernel: Kernel, known: Tensor | None) -> Tensor:
        """The value; the gradients are kept for the way back."""
        n, m = len(x), len(y)
        # Distances come from products: about a common centre they lose the fewest digits.
        centre = y.mean(0)
        x, y = x - centre, y - centre
        of_x, of_y = ctx.needs_input_grad[:2]
        within_x, gradient_x = sum_within(x, kernel, gradient=of_x)
        if known is None or of_y:
            within_y, gradient_y = sum_within(y, kernel, gradient=of_y)
            within_y = within_y / (m * (m - 1))
        else:
            within_y = known
        between, across_x, across_y = sum_between(x, y, kernel, of_x=of_x, of_y=of_y)
        ctx.save_for_backward(
            gradient_x / (n * (n - 1)) - 2 * across_x / (n * m) if of_x else None,
            gradient_y / (m * (m - 1)) - 2 * across_y / (n * m) if of_y else None,
        )
        return within_x / (n * (n - 1)) + within_y - 2 * between / (n * m)

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
        """Scale the gradients that came with the value."""
        once_differentiable()
        of_x, of_y = ctx.saved_tensors
        return (
            None if of_x is None else outer[0] * of_x,
            None if of_y is None else outer[0] * of_y,
            None,
            None,
        )


def sum_within(x: Tensor, kernel: Kernel, *, gradient: bool) -> tuple[Tensor, Tensor]:
    """The sum of k(x_i, x_j) over i ≠ j, and its gradient 4 sum_j k'(d²_ij) (x_i - x_j).

    More pairs than a block holds are halved: within one half, within the other, and twice between.
    """
    n = len(x)
    if n * n > BLOCK:
        one, other = x[: n // 2], x[n // 2 :]
        (sum_one, in_one), (sum_other, in_other) = (
            sum_within(half, kernel, gradient=gradient) for half in (one, other)
        )
        between, across_one, across_other = sum_between(
            one, other, kernel, of_x=gradient, of_y=gradient
        )
        slopes = torch.cat([in_one + 2 * across_one, in_other + 2 * across_other])
        return sum_one + sum_other + 2 * between, slopes
    d2 = squared_distances(x, x).fill_diagonal_(0)
    total, slope = _evaluate(kernel, d2, gradient)
    total = total - n * kernel.at_zero
    if slope is None:
        return total, torch.zeros_like(x)
    return total, _pull(slope.fill_diagonal_(0), x, x).mul_(4)


def sum_between(
    x: Tensor, y: Tensor, kernel: Kernel, *, of_x: bool, of_y: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """The sum of k(x_i, y_j) over all pairs, and its gradients in x and y."""
    total, in_x, in_y = x.new_zeros(()), torch.zeros_like(x), torch.zeros_like(y)
    size = max(1, BLOCK // len(y))
    for start in range(0, len(x), size):
        rows = x[start : start + size]
        value, slope = _evaluate(kernel, squared_distances(rows, y), of_x or of_y)
        total += value
        if slope is not None and of_x:
            in_x[start : start + size] = _pull(slope, rows, y)
        if slope is not None and of_y:
            in_y += _pull(slope.T, y, rows)
    return total, in_x.mul_(2), in_y.mul_(2)


def _evaluate(kernel: Kernel, d2: Tensor, gradient: bool) -> tuple[Tensor, Tensor | None]:
    """The kernel summed over all pairs, and its slopes where a gradient is wanted."""
    return kernel(d2) if gradient else (kernel.values(d2).sum(), None)


def _pull(slope: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """sum_j slope_ij (x_i - y_j), ``(n, dim)``: row sums and products from one matrix product."""
    products = slope @ torch.cat([y, y.new_ones(len(y), 1)], 1)
    return products[:, -1:] * x - products[:, :-1]


def squared_distances(x: Tensor, y: Tensor) -> Tensor:
    """|x_i - y_j|² as ``(n, m)``, from one matrix product: of (x, |x|², 1) and (-2y, 1, |y|²).

    Rounding may leave those of points that coincide slightly below 0.
    """
    one_x, one_y = x.new_ones(len(x), 1), y.new_ones(len(y), 1)
    left = torch.cat([x, x.square().sum(1, keepdim=True), one_x], 1)
    right = torch.cat([y.mul(-2), one_y, y.square().sum(1, keepdim=True)], 1)
    return left @ right.T


def once_differentiable() -> None:
    """Refuse a second derivative, which would be given a constant in silence.

    Raises:
        SculptorError: The call is part of a backward pass with ``create_graph=True``.
    """
    if torch.is_grad_enabled():
        raise SculptorError(
            "Expected one derivative of MMD², received a call for two (create_graph=True): its "
            "gradient is computed by hand and cannot be differentiated again."
        )


def full_precision(x: Tensor) -> torch.autocast:
    """No halved precision inside: distances and phases are differences of large numbers."""
    return torch.autocast(x.device.type, enabled=False)
