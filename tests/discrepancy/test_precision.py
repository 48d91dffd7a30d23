"""Single precision against loops in double: any kernel and bandwidth, wherever the points lie."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from sculptor.discrepancy import pairwise
from sculptor.discrepancy.additive import AdditiveKernel
from sculptor.discrepancy.features import RandomFeatures
from sculptor.discrepancy.kernels import KERNELS, Kernel
from sculptor.discrepancy.mmd import Discrepancy, mmd2
from sculptor.discrepancy.pairwise import squared_distances, sum_between, sum_within
from sculptor.discrepancy.sliced import sliced_wasserstein2
from sculptor.discrepancy.two_sample import energy_distance, mmd2_floor, mmd2_test

Made = Callable[[int, int], tuple[Tensor, Tensor]]
BANDWIDTHS = (1e-4, 1e-3, 0.3, 10.0, 1e4)


def normal(n: int, dim: int, seed: int) -> Tensor:
    return torch.randn(n, dim, generator=torch.Generator().manual_seed(seed))


def plain(n: int, dim: int) -> tuple[Tensor, Tensor]:
    return normal(n, dim, 0) + 0.3, normal(n, dim, 1)


def repeated(n: int, dim: int) -> tuple[Tensor, Tensor]:
    """A quarter of the codes four times each, and one of them in the prior too."""
    x, y = normal(n // 4, dim, 0).repeat(4, 1), normal(n, dim, 1)
    y[0] = x[0]
    return x, y


def collapsed(n: int, dim: int) -> tuple[Tensor, Tensor]:
    """All codes the same, or a few units in the last place beside it."""
    x = normal(1, dim, 0).repeat(n, 1)
    return x * (1 + 1e-6 * normal(n, 1, 2).round()), normal(n, dim, 1)


def far(n: int, dim: int) -> tuple[Tensor, Tensor]:
    x, y = repeated(n, dim)
    return x + 5_000, y + 5_000


def farther(n: int, dim: int) -> tuple[Tensor, Tensor]:
    x, y = repeated(n, dim)
    return x + 1e7, y + 1e7


def apart(n: int, dim: int) -> tuple[Tensor, Tensor]:
    x, y = repeated(n, dim)
    return x + 5_000, y


def torn(n: int, dim: int) -> tuple[Tensor, Tensor]:
    """Codes in two heaps, one of them very far."""
    x, y = repeated(n, dim)
    x[::2] += 1e7
    return x, y


SETS = (plain, repeated, collapsed, far, farther, apart, torn)


def terms(x: Tensor, y: Tensor, kernel: Kernel) -> tuple[list[float], Tensor]:
    """The three means of MMD² and its gradient in x, by loops over the points, in double.

    Of coincident points the gradient is 0. The kernel is less a constant where it is shifted.
    """
    x, y = x.double(), y.double()
    n, m = len(x), len(y)
    sums, slopes = [0.0, 0.0, 0.0], torch.zeros_like(x)
    for i in range(n):
        others = torch.cat([x[:i], x[i + 1 :]])
        for place, points, weight in ((0, others, 2 / (n * (n - 1))), (2, y, -2 / (n * m))):
            value, pull = one(x[i], points, kernel)
            sums[place] += value / (n * (n - 1) if place == 0 else n * m)
            slopes[i] += weight * pull
    for j in range(m):
        sums[1] += one(y[j], torch.cat([y[:j], y[j + 1 :]]), kernel)[0] / (m * (m - 1))
    return sums, slopes


def one(point: Tensor, points: Tensor, kernel: Kernel) -> tuple[float, Tensor]:
    """The kernel of one point with others, summed, and its gradient in that point."""
    apart = point - points
    d2 = apart.square().sum(1)
    d = d2.sqrt()
    inverse = torch.where(d > 0, 1 / d, 0.0)
    if kernel.name == "energy":
        return -float(d.sum()), -(inverse[:, None] * apart).sum(0)
    value, slope = 0.0, torch.zeros_like(d2)
    for c in kernel.constants:
        match kernel.name:
            case "imq":
                value += float((-d2 / (c + d2) if kernel.shifted else c / (c + d2)).sum())
                slope -= c / (c + d2).square()
            case "rbf":
                part = (-d2 / c).exp()
                value += float(((-d2 / c).expm1() if kernel.shifted else part).sum())
                slope -= part / c
            case "laplace":
                part = (-d / c**0.5).exp()
                value += float(((-d / c**0.5).expm1() if kernel.shifted else part).sum())
                slope -= part * inverse / (2 * c**0.5)
    return value, 2 * (slope[:, None] * apart).sum(0)


def check(x: Tensor, y: Tensor, discrepancy: Discrepancy) -> None:
    """Value and gradient to a thousandth, and to what single precision can hold at all."""
    x = x.detach().requires_grad_()
    value = discrepancy.mmd2(x, y)
    (gradient,) = torch.autograd.grad(value, x)
    sums, expected = terms(x.detach(), y, discrepancy.kernel)
    # No sum of floats is closer than their precision to what its terms cancel to.
    least = 1e-6 * sum(map(abs, sums)) + 1e-30
    truth = sums[0] + sums[1] - 2 * sums[2]
    assert value.item() == pytest.approx(truth, rel=1e-3, abs=least), discrepancy.kernel
    assert gradient.isfinite().all()
    off = (gradient.double() - expected).norm()
    assert off <= 1e-3 * expected.norm() + 1e-30, (discrepancy.kernel, off, expected.norm())


@pytest.mark.parametrize("block", [1 << 17, 500])
@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("made", SETS, ids=lambda made: made.__name__)
@pytest.mark.parametrize("dim", [1, 2, 3, 16])
def test_value_and_gradient_are_those_of_double_precision(
    name: str, made: Made, dim: int, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairwise, "BLOCK", block)
    x, y = made(40, dim)
    for bandwidth in BANDWIDTHS if name != "energy" else (1.0,):
        check(x, y, Discrepancy.fitted(y, name, bandwidth))


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(KERNELS),
    bandwidth=st.floats(-4, 4).map(lambda power: 10**power),
    dim=st.integers(1, 6),
    where=st.floats(-1e7, 1e7, width=32),
    spread=st.floats(-3, 3).map(lambda power: 10**power),
    seed=st.integers(0, 1_000),
)
def test_any_kernel_at_any_place(
    name: str, bandwidth: float, dim: int, where: float, spread: float, seed: int
) -> None:
    x, y = spread * normal(12, dim, seed) + where, normal(15, dim, seed + 1)
    x[:3] = x[3:6]
    x[6] = y[0]
    check(x, y, Discrepancy.fitted(y, name, bandwidth))


def test_repeated_codes_under_a_sharp_kernel() -> None:
    for seed in range(6):
        x = normal(50, 2, seed).repeat(4, 1).requires_grad_()
        y = normal(200, 2, seed + 100)
        value = mmd2(x, y, "rbf", 1e-3)
        (gradient,) = torch.autograd.grad(value, x)
        assert value.item() == pytest.approx(mmd2(x.double(), y.double(), "rbf", 1e-3).item(), 1e-3)
        assert gradient.isfinite().all()
        # 50 points of 4 copies each: 600 ordered pairs of 39,800, at 7 scales.
        assert value.item() == pytest.approx(7 * 600 / 39_800, abs=0.01)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("dim", [2, 3])
def test_coincident_points_do_not_pull(name: str, dim: int) -> None:
    x = (normal(1, dim, 0) + 100).repeat(5, 1).requires_grad_()
    kernel = Kernel.of(name, 1e-3, dim)
    for gradient in (
        sum_within(x.detach(), kernel, gradient=True)[1],
        *sum_between(x.detach(), x.detach()[:3], kernel, of_x=True, of_y=True)[1:],
    ):
        assert torch.equal(gradient, torch.zeros_like(gradient))


@pytest.mark.parametrize("dim", [1, 3, 40])
def test_no_distance_is_below_zero_and_each_is_right(dim: int) -> None:
    x, y = torn(40, dim)
    d2 = squared_distances(x, y)
    exact = (x.double()[:, None] - y.double()).square().sum(2)
    assert (d2 >= 0).all()
    torch.testing.assert_close(d2.double(), exact, rtol=2e-3, atol=0)


@pytest.mark.parametrize("name", KERNELS)
def test_tests_and_floors_see_the_same_kernel(name: str) -> None:
    for bandwidth in (1e-3, 1e4):
        x, y = repeated(200, 3)
        discrepancy = Discrepancy.fitted(y, name, bandwidth)
        double = Discrepancy(discrepancy.kernel, bandwidth)
        truth = double.mmd2(x.double(), y.double()).item()
        assert mmd2_test(x, y, discrepancy=discrepancy).mmd2 == pytest.approx(
            truth, rel=1e-3, abs=1e-12
        )
        pool = torch.cat([x, y])
        floor = mmd2_floor(pool, 200, discrepancy=discrepancy)
        moved = mmd2_floor(pool + 4_096, 200, discrepancy=discrepancy)
        assert np.isfinite(floor)
        if bandwidth > 1:  # moving rounds the points to 5e-4 units
            assert moved == pytest.approx(floor, rel=2e-2)


@pytest.mark.parametrize("name", KERNELS)
def test_a_reference_far_from_the_origin_is_that_at_it(name: str) -> None:
    y = normal(3_000, 3, 1).mul(1_024).round().div(1_024)  # so that moving it loses nothing
    x = normal(100, 3, 0).mul(1_024).round().div(1_024)
    here = Discrepancy.fitted(y, name)
    there = Discrepancy(here.kernel, here.bandwidth)
    expected = here.mmd2(x, y, here.reference(y)).item()
    moved = there.mmd2(x + 4_096, y + 4_096, there.reference(y + 4_096)).item()
    assert moved == pytest.approx(expected, rel=1e-3, abs=2e-6)


def test_double_precision_products_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """What CUDA does, where to look for pairs that are close would make it wait."""
    x, y = repeated(40, 8)
    kernel = Kernel.of("rbf", 1e-2, 8)
    truth = sum_between(x, y, kernel, of_x=True, of_y=True)
    monkeypatch.setattr(pairwise, "_is_cuda", lambda points: True)
    monkeypatch.setattr(pairwise, "may_ask", lambda points: False)
    for found, expected in zip(sum_between(x, y, kernel, of_x=True, of_y=True), truth, strict=True):
        assert found.dtype == torch.float32
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["imq", "rbf", "laplace"])
@pytest.mark.parametrize("made", SETS, ids=lambda made: made.__name__)
def test_features_are_those_of_double_precision(name: str, made: Made) -> None:
    x, y = made(200, 3)
    for bandwidth in BANDWIDTHS:
        found = []
        for dtype in (torch.float32, torch.float64):
            drawn = RandomFeatures(Kernel.of(name, bandwidth, 3), 3, 700)
            codes = x.to(dtype).requires_grad_()
            value, _ = drawn.mmd2(codes, y.to(dtype))
            found.append((value.item(), torch.autograd.grad(value, codes)[0].double()))
        (value, gradient), (truth, expected) = found
        # What each frequency adds is rounded to a part of itself, at most at_zero · 4 in all.
        scale = min(1.0, abs(truth) + 1 / bandwidth**2)
        assert value == pytest.approx(truth, rel=1e-3, abs=1e-5 * scale), bandwidth
        # A few frequencies of a heavy tail are fast beyond the phases that are kept.
        off = (gradient - expected).norm() / expected.norm()
        assert off < (1e-3 if name == "rbf" else 2e-2), (bandwidth, off)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_additive_kernel_knows_the_phase_of_far_points(dtype: torch.dtype) -> None:
    prior, x, y = normal(500, 4, 0) + 3, normal(50, 4, 1) + 1e7, normal(60, 4, 2)
    kernel, double = AdditiveKernel(prior.to(dtype)), AdditiveKernel(prior.double())
    codes, exact = x.to(dtype).requires_grad_(), x.double().requires_grad_()
    values = [
        each.mmd2(each.moments(side), each.moments(y.to(side)))
        for each, side in ((kernel, codes), (double, exact))
    ]
    assert values[0].item() == pytest.approx(values[1].item(), rel=1e-4)
    found, expected = (
        torch.autograd.grad(value, side)[0]
        for value, side in zip(values, (codes, exact), strict=True)
    )
    assert (found - expected).norm() < 1e-3 * expected.norm()


def test_distances_along_lines_and_of_energy_do_not_ask_where_the_points_lie() -> None:
    grid = [side.mul(256).round().div(256) for side in (normal(64, 3, 0) + 0.5, normal(64, 3, 1))]
    lines = torch.nn.functional.normalize(normal(20, 3, 2))
    here = sliced_wasserstein2(*grid, lines).item(), energy_distance(*grid)
    moved = [side + 16_384 for side in grid]  # no digit is lost
    there = sliced_wasserstein2(*moved, lines).item(), energy_distance(*moved)
    assert there == pytest.approx(here, rel=1e-3)
