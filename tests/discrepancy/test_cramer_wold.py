"""The Cramér-Wold distance: the integral over directions, the exact kernel, gradients."""

import math

import numpy as np
import pytest
import torch
from scipy.special import hyp1f1
from torch import Tensor

from sculptor.discrepancy.cramer_wold import cramer_wold2, phi, silverman


def normal(n: int, dim: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, dim, generator=generator, dtype=torch.float64)


def along(x: np.ndarray, y: np.ndarray, gamma: float) -> float:
    """The squared L² distance of two smoothed sets of numbers."""
    line = np.linspace(-12, 12, 2_001)

    def density(values: np.ndarray) -> np.ndarray:
        each = np.exp(-((line[:, None] - values) ** 2) / (2 * gamma))
        return each.mean(1) / math.sqrt(2 * math.pi * gamma)

    return float(np.square(density(x) - density(y)).sum() * (line[1] - line[0]))


@pytest.mark.parametrize("dim", [1, 2])
def test_it_is_the_integral_over_all_directions(dim: int) -> None:
    x, y, gamma = normal(20, dim), 1.5 * normal(30, dim, 1) + 1, 0.3
    angles = np.linspace(0, np.pi, 90, endpoint=False)
    lines = np.stack([np.cos(angles), np.sin(angles)], 1) if dim == 2 else np.ones((1, 1))
    exact = np.mean([along(x.numpy() @ line, y.numpy() @ line, gamma) for line in lines])
    assert cramer_wold2(x, y, gamma).item() == pytest.approx(exact, rel=1e-4)


@pytest.mark.parametrize(("dim", "off"), [(3, 0.1), (10, 0.02), (20, 0.01), (64, 0.003)])
def test_in_many_dimensions_the_kernel_is_near_the_exact_one(dim: int, off: float) -> None:
    s = torch.cat([torch.linspace(0, 50, 400), torch.logspace(1.7, 4, 100)]).double()
    exact = hyp1f1(0.5, dim / 2, -s.numpy())
    assert off / 2 < np.abs(phi(s, dim).numpy() - exact).max() < off


@pytest.mark.parametrize("dim", [1, 2])
def test_in_few_dimensions_the_kernel_is_the_exact_one(dim: int) -> None:
    s = torch.linspace(0, 50, 400).double()
    assert phi(s, dim).numpy() == pytest.approx(hyp1f1(0.5, dim / 2, -s.numpy()), rel=1e-10)


@pytest.mark.parametrize("dim", [2, 5, 32])
def test_it_is_that_of_plain_loops(dim: int) -> None:
    x, y, gamma = normal(5, dim), normal(7, dim, 1) + 0.2, 0.2

    def mean(a: Tensor, b: Tensor) -> float:
        squares = [float((one - other) @ (one - other)) for one in a for other in b]
        return float(np.mean([phi(torch.tensor(d / (4 * gamma)), dim).item() for d in squares]))

    exact = (mean(x, x) + mean(y, y) - 2 * mean(x, y)) / (2 * math.sqrt(math.pi * gamma))
    assert cramer_wold2(x, y, gamma).item() == pytest.approx(exact, rel=1e-5)


@pytest.mark.parametrize("dim", [1, 2, 32])
def test_it_is_never_below_zero_and_blind_to_order_and_signs(dim: int) -> None:
    x, y = normal(40, dim), normal(160, dim, 1)
    value = cramer_wold2(x, y, 0.1).item()
    assert 0 < value < 0.1 < cramer_wold2(x, y + 3, 0.1).item()
    assert cramer_wold2(y, x, 0.1).item() == pytest.approx(value)
    assert cramer_wold2(-x.flip(0), -y, 0.1).item() == pytest.approx(value)
    assert cramer_wold2(x, x.flip(0), 0.1).item() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("dim", [1, 2, 32])
def test_the_gradient_in_both_sides(dim: int) -> None:
    x, y = normal(6, dim).requires_grad_(), normal(9, dim, 1).requires_grad_()
    assert torch.autograd.gradcheck(lambda x, y: cramer_wold2(x, y, 0.3), (x, y))


def test_silverman_is_in_units_of_the_variance() -> None:
    # h = s (4 / 3n)^(1/5), squared.
    assert silverman(100, 4.0) == pytest.approx((2 * (4 / 300) ** 0.2) ** 2)
