"""Sums of a kernel over all pairs of points, with their gradients, in blocks of bounded memory.

Distances come from products, |x|² - 2 x · y + |y|², one matrix product for a block. Of two points
that are much closer to one another than to the centre hardly a digit is left of that; where the
kernel would notice, they come from the differences themselves, which are exact for such points
(Sterbenz, "Floating-Point Computation", 1974, section 4.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

import torch
from torch import Tensor

from sculptor.discrepancy.kernels import Kernel
from sculptor.errors import SculptorError

BLOCK = 131_072
"""Pairs handled at once on a CPU. The most memory used is four matrices of this many numbers, 2 MiB
in float32, and a few copies of the samples, whatever the number of samples and scales; so little
stays in a processor's cache."""

SHARE, PAIR = 8, 32
"""The part of a GPU's memory that pairs may take at once, one in so many, and the bytes of a pair:
of four numbers one is of double precision, and sums have copies. 80 GB hold 3.1 · 10⁸ pairs, those
of a batch of 8,192 and a bank of 32,768."""

PLAIN = 2
"""Dimensions up to which differences are no slower than a matrix product."""

TOLERANCE = 1e-3
"""The part of a squared distance, or of the smallest scale, that rounding may take of it."""


class PairwiseMMD2(torch.autograd.Function):
    """Value and gradient together: one matrix of distances serves all scales and both."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, y: Tensor, kernel: Kernel, known: Tensor | None) -> Tensor:
        """The value; the gradients are kept for the way back."""
        n, m = len(x), len(y)
        of_x, of_y = ctx.needs_input_grad[:2]
        across = _Pairs.between(x, y, kernel)
        within_x, gradient_x = _sum_within(across.own("x"), of_x)
        if known is None or of_y:
            within_y, gradient_y = _sum_within(across.own("y"), of_y)
            within_y = within_y / (m * (m - 1))
        else:
            within_y = known
        between, across_x, across_y = _sum_between(across, of_x, of_y)
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
    return _sum_within(_Pairs.within(x, kernel), gradient)


def _sum_within(pairs: _Pairs, gradient: bool) -> tuple[Tensor, Tensor]:
    x = pairs.x.points
    total, slopes = x.new_zeros(()), torch.zeros_like(x)
    _add_within(pairs, slice(0, len(x)), total, slopes, gradient)
    return total, slopes.mul_(4)


def _add_within(pairs: _Pairs, rows: slice, total: Tensor, slopes: Tensor, gradient: bool) -> None:
    """Add the sum of the pairs of some rows, and a quarter of its gradient."""
    n = rows.stop - rows.start
    block = room(pairs.x.points, BLOCK)
    if n * n <= block:
        value, in_x, _ = pairs.evaluate(rows, rows, gradient, False, itself=True)
        total += value
        if in_x is not None:
            slopes[rows] += in_x
        return
    middle = rows.start + n // 2
    one, other = slice(rows.start, middle), slice(middle, rows.stop)
    _add_within(pairs, one, total, slopes, gradient)
    _add_within(pairs, other, total, slopes, gradient)
    for part in _parts(one, block // (other.stop - other.start)):
        value, in_one, in_other = pairs.evaluate(part, other, gradient, gradient)
        total.add_(value, alpha=2)
        if in_one is not None and in_other is not None:
            slopes[part] += in_one
            slopes[other] += in_other


def sum_between(
    x: Tensor, y: Tensor, kernel: Kernel, *, of_x: bool, of_y: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """The sum of k(x_i, y_j) over all pairs, and its gradients 2 sum k'(d²_ij) (x_i - y_j)."""
    return _sum_between(_Pairs.between(x, y, kernel), of_x, of_y)


def _sum_between(pairs: _Pairs, of_x: bool, of_y: bool) -> tuple[Tensor, Tensor, Tensor]:
    x, y = pairs.x.points, pairs.y.points
    total, slopes_x, slopes_y = x.new_zeros(()), torch.zeros_like(x), torch.zeros_like(y)
    every = slice(0, len(y))
    for rows in _parts(slice(0, len(x)), room(x, BLOCK) // len(y)):
        value, in_x, in_y = pairs.evaluate(rows, every, of_x, of_y)
        total += value
        if in_x is not None:
            slopes_x[rows] = in_x
        if in_y is not None:
            slopes_y += in_y
    return total, slopes_x.mul_(2), slopes_y.mul_(2)


def _parts(rows: slice, size: int) -> Iterator[slice]:
    """The rows in parts of a size, 1 at least."""
    size = max(1, size)
    for start in range(rows.start, rows.stop, size):
        yield slice(start, min(start + size, rows.stop))


def squared_distances(x: Tensor, y: Tensor) -> Tensor:
    """|x_i - y_j|² as ``(n, m)``, never below 0; on the CPU each to a part in `TOLERANCE`."""
    return _Pairs.between(x, y).distances(slice(0, len(x)), slice(0, len(y)))[0]


class _Side:
    """One of two sets of points, made ready for products.

    Attributes:
        points: ``(n, dim)``, as they came.
        left: The points about a centre, their squared norms and ones, ``(n, dim + 2)``.
        right: The same times -2, ones and squared norms: ``left @ right.T`` are distances.
        reach: The largest norm about the centre; 0 where to ask would make a device wait.
    """

    def __init__(self, points: Tensor, centre: Tensor | None) -> None:
        self.points, self.reach = points, 0.0
        if centre is None:
            return
        moved = points.to(centre.dtype) - centre
        squares, ones = moved.square().sum(1, keepdim=True), moved.new_ones(len(points), 1)
        self.left = torch.cat([moved, squares, ones], 1)
        self.right = torch.cat([moved.mul_(-2), ones, squares], 1)
        if may_ask(points):
            self.reach = squares.amax().item() ** 0.5


class _Pairs:
    """The pairs of two sets of points, and how their distances are found.

    A product loses up to 2 ε (|x| + |y|)² of a squared distance, ε the precision and |x|, |y| the
    largest norms about the common centre. That is nothing to a kernel whose smallest scale is much
    larger; to others it matters in the blocks where some pair is so close, and these are computed
    by differences. Whoever asks for a number makes a GPU wait: on CUDA the products are taken in
    double precision instead, and other devices do with single precision.

    Attributes:
        x: One set.
        y: The other; the same object as x for the pairs of one set.
        kernel: That is to be summed, or None: the distances are wanted for their own sake.
        least: Squared distances below this are too small for products; no distance is below 0.
    """

    def __init__(self, x: _Side, y: _Side, kernel: Kernel | None) -> None:
        self.x, self.y, self.kernel = x, y, kernel
        self.plain = x.points.shape[1] <= PLAIN
        lost = 2 * torch.finfo(x.points.dtype).eps * (x.reach + y.reach) ** 2
        self.least = lost / TOLERANCE - (kernel.smooth if kernel else 0.0)
        self.asks = may_ask(x.points)

    @classmethod
    def between(cls, x: Tensor, y: Tensor, kernel: Kernel | None = None) -> _Pairs:
        """All pairs of x and y, about the centre of y, or half-way where they are far apart."""
        centre = _centre(y)
        pairs = cls(_Side(x, centre), _Side(y, centre), kernel)
        if pairs.least > 0 and centre is not None and x is not y:
            middle = (centre + x.mean(0)) / 2
            pairs = cls(_Side(x, middle), _Side(y, middle), kernel)
        return pairs

    @classmethod
    def within(cls, x: Tensor, kernel: Kernel) -> _Pairs:
        """The pairs of x with itself."""
        side = _Side(x, _centre(x))
        return cls(side, side, kernel)

    def own(self, name: Literal["x", "y"]) -> _Pairs:
        """The pairs of one set with itself: about the common centre if that is near enough."""
        side: _Side = getattr(self, name)
        pairs = _Pairs(side, side, self.kernel)
        if pairs.least > 0 and not self.plain:
            side = _Side(side.points, _centre(side.points))
            pairs = _Pairs(side, side, self.kernel)
        return pairs

    def evaluate(
        self, rows: slice, columns: slice, of_x: bool, of_y: bool, *, itself: bool = False
    ) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """The kernel summed over a block, and sum_j k'(d²_ij) (x_i - y_j) in x_i, and so in y_j.

        Args:
            rows: Of x.
            columns: Of y.
            of_x: Whether the slopes in x are wanted; None where not.
            of_y: Those in y.
            itself: Whether the block is one of points with themselves, which are left out.
        """
        assert self.kernel is not None
        d2, exact = self.distances(rows, columns, itself=itself)
        if itself:
            d2.fill_diagonal_(self.kernel.beyond)
        if not (of_x or of_y):
            return self.kernel.values(d2).sum(), None, None
        value, slope = self.kernel(d2)
        if exact:
            pull, x, y = _pull_differences, self.x.points[rows], self.y.points[columns]
        else:
            pull, x, y = _pull_products, self.x.left[rows], self.y.left[columns]
        return value, pull(slope, x, y) if of_x else None, pull(slope.T, y, x) if of_y else None

    def distances(
        self, rows: slice, columns: slice, *, itself: bool = False
    ) -> tuple[Tensor, bool]:
        """The squared distances of a block, and whether they are those of differences."""
        x, y = self.x.points[rows], self.y.points[columns]
        if self.plain:
            return _squared_differences(x, y), True
        d2 = (self.x.left[rows] @ self.y.right[columns].T).to(x.dtype)
        if self.asks and self.least <= 0:
            return d2, False  # below 0 by no more than what the kernel does not notice
        if self.asks:
            if itself:
                d2.fill_diagonal_(torch.inf)
            if bool(d2.amin() < self.least):
                return _squared_differences(x, y), True
        return d2.clamp_min_(0), False


def room(points: Tensor, block: int) -> int:
    """Pairs to be handled at once where some points are.

    A launch takes a GPU microseconds, whatever is in it: with blocks as large as its memory allows
    there are as many launches for a large batch as for a small one.

    Args:
        points: Of which only the device is looked at.
        block: What a CPU takes at once.
    """
    return max(block, _memory(points.device) // (SHARE * PAIR))


@cache
def _memory(device: torch.device) -> int:
    """Bytes of a device's own memory; 0 of a CPU, whose cache is what matters."""
    if device.type == "cuda":
        return int(torch.cuda.get_device_properties(device).total_memory)
    return int(torch.mps.recommended_max_memory()) if device.type == "mps" else 0


def may_ask(points: Tensor) -> bool:
    """Whether to look at a number costs nothing; elsewhere it makes the device wait."""
    return points.device.type == "cpu"


def _is_cuda(points: Tensor) -> bool:
    return points.is_cuda


def _centre(points: Tensor) -> Tensor | None:
    """Where points lie, in the precision of products; None where there are none."""
    if points.shape[1] <= PLAIN:
        return None
    return points.mean(0, dtype=torch.float64 if _is_cuda(points) else points.dtype)


def _pull_products(slope: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """sum_j slope_ij (x_i - y_j), ``(n, dim)``: row sums and products from one matrix product."""
    products = slope.to(y.dtype) @ y
    return (products[:, -1:] * x[:, :-2] - products[:, :-2]).to(slope.dtype)


def _squared_differences(x: Tensor, y: Tensor) -> Tensor:
    if x.shape[1] > PLAIN:
        return torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist").square_()
    d2 = torch.sub(x[:, :1], y[:, 0]).square_()
    for column in range(1, x.shape[1]):
        d2 += torch.sub(x[:, column, None], y[:, column]).square_()
    return d2


def _pull_differences(slope: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """sum_j slope_ij (x_i - y_j), ``(n, dim)``, one column at a time."""
    columns = [
        torch.sub(x[:, column, None], y[:, column]).mul_(slope).sum(1)
        for column in range(x.shape[1])
    ]
    return torch.stack(columns, 1)


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


class WithGradient(torch.autograd.Function):
    """A value whose gradient is known: f(x) and df/dx, computed without a graph.

    ``WithGradient.apply(x, value, gradient)`` is the value, and hands the gradient on.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, value: Tensor, gradient: Tensor) -> Tensor:
        """The value; the gradient is kept for the way back."""
        ctx.save_for_backward(gradient)
        return value.clone()

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor, None, None]:
        """Scale the gradient that came with the value."""
        once_differentiable()
        (gradient,) = ctx.saved_tensors
        return outer[0] * gradient, None, None


def full_precision(x: Tensor) -> torch.autocast:
    """No halved precision inside: distances and phases are differences of large numbers."""
    return torch.autocast(x.device.type, enabled=False)


def centred(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Both less the mean of y: for what is blind to a common shift, which would take digits.

    Args:
        x: ``(n, dim)``, of at least single precision.
        y: ``(m, dim)``, brought to that and to the device of x.
    """
    y = y.to(x)
    centre = y.detach().mean(0)
    return x - centre, y - centre
