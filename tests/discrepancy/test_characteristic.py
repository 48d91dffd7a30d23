"""Epps-Pulley along lines: integrals on paper, the authors' sum on the same tensors, gradients."""

import math

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from torch import Tensor

from sculptor.discrepancy.characteristic import REACH, epps_pulley
from sculptor.discrepancy.sliced import directions

LINE = torch.ones(1, 1, dtype=torch.float64)

TAIL = math.sqrt(2 * math.pi) * math.erfc(REACH / math.sqrt(2))
"""The integral of the window beyond its end."""


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(n: int, dim: int, seed: int = 0) -> Tensor:
    return torch.randn(n, dim, generator=generator(seed), dtype=torch.float64)


def of_all_frequencies(x: np.ndarray) -> float:
    """√2π/n² sum exp(-(x_j - x_k)²/2) - 2√π/n sum exp(-x²/4) + √(2π/3): the integral over all t."""
    pairs = np.exp(-((x[:, None] - x) ** 2) / 2).mean()
    across = np.exp(-(x**2) / 4).mean()
    return (
        math.sqrt(2 * math.pi) * pairs
        - 2 * math.sqrt(math.pi) * across
        + math.sqrt(2 * math.pi / 3)
    )


@pytest.mark.parametrize("scale", [0.0, 0.3, 1.0, 2.5])
def test_against_the_normal_it_is_the_closed_form_but_for_the_tail(scale: float) -> None:
    x = scale * normal(40, 1)
    exact = of_all_frequencies(x[:, 0].numpy())
    # Beyond 3 the two differ by at most |φ|² ≤ 1 and φ = exp(-t²/2) ≤ exp(-4.5), squared: 1.03.
    assert exact - 1.03 * TAIL <= epps_pulley(x, LINE).item() + 1e-4 <= exact + 2e-4


@pytest.mark.parametrize("target", [None, normal(30, 1, 5) * 0.7 + 0.4])
def test_seventeen_knots_are_enough(target: Tensor | None) -> None:
    x = 1.3 * normal(20, 1, 1) - 0.5
    values = x[:, 0].numpy()

    def integrand(t: float) -> float:
        theirs = np.exp(-(t**2) / 2) if target is None else np.exp(1j * t * target.numpy()).mean()
        return float(abs(np.exp(1j * t * values).mean() - theirs) ** 2 * np.exp(-(t**2) / 2))

    exact, _ = quad(integrand, -REACH, REACH)
    assert epps_pulley(x, LINE, target).item() == pytest.approx(exact, rel=2e-3, abs=1e-5)


@pytest.mark.parametrize("apart", [0.5, 1.0, 3.0])
def test_two_points_are_as_far_as_their_waves(apart: float) -> None:
    # |1 - exp(i a t)|² = 2 - 2 cos(a t) ≤ 4, and its integral 2 √2π (1 - exp(-a²/2)).
    x, y = torch.zeros(4, 1).double(), torch.full((6, 1), apart).double()
    exact = 2 * math.sqrt(2 * math.pi) * (1 - math.exp(-(apart**2) / 2))
    assert epps_pulley(x, LINE, y).item() == pytest.approx(exact, abs=4 * TAIL + 1e-3)


def test_it_is_the_authors_statistic_over_the_number_of_codes() -> None:
    x, lines = normal(50, 4), directions(7, normal(1, 4), generator(2))
    t = torch.linspace(0, 3, 17).double()
    weights = torch.full((17,), 2 * 3 / 16).double()
    weights[[0, -1]] = 3 / 16
    phi = (-t.square() / 2).exp()
    angles = (x @ lines.T)[:, :, None] * t
    error = (angles.cos().mean(0) - phi).square() + angles.sin().mean(0).square()
    theirs = ((error @ (weights * phi)) * 50).mean()
    assert 50 * epps_pulley(x, lines).item() == pytest.approx(theirs.item(), rel=1e-12)


def test_samples_of_the_target_leave_what_is_said() -> None:
    # ∫ (1 - exp(-t²)) exp(-t²/2) dt = √2π (1 - 1/√3), of which the tail is left out.
    lines = directions(20, normal(1, 3), generator(1))
    constant = math.sqrt(2 * math.pi) * (1 - 1 / math.sqrt(3))
    one = np.mean([epps_pulley(normal(100, 3, seed), lines).item() for seed in range(400)])
    assert one == pytest.approx(constant / 100, rel=0.05)
    two = np.mean(
        [
            epps_pulley(normal(100, 3, seed), lines, normal(400, 3, seed + 1_000)).item()
            for seed in range(400)
        ]
    )
    assert two == pytest.approx(constant * (1 / 100 + 1 / 400), rel=0.05)


def test_rows_have_no_order_and_lines_no_sign() -> None:
    x, y, lines = normal(30, 3), normal(40, 3, 1) + 0.3, directions(9, normal(1, 3), generator())
    for target in (None, y):
        value = epps_pulley(x, lines, target).item()
        assert epps_pulley(x.flip(0), -lines, target).item() == pytest.approx(value, rel=1e-12)
    # A normal is the same on both sides; y is not.
    assert epps_pulley(-x, lines).item() == pytest.approx(epps_pulley(x, lines).item())
    assert epps_pulley(-x, lines, y).item() != pytest.approx(epps_pulley(x, lines, y).item())


def test_where_the_samples_lie_does_not_matter() -> None:
    x, y = (normal(64, 2, seed).float().mul(256).round().div(256) for seed in (0, 1))
    lines = directions(8, x, generator(2))
    here, there = epps_pulley(x, lines, y), epps_pulley(x + 16_384, lines, y + 16_384)
    assert there.item() == pytest.approx(here.item(), rel=1e-3)


@pytest.mark.parametrize("dim", [1, 2, 32])
def test_the_gradient_in_both_sides(dim: int) -> None:
    lines = directions(5, normal(1, dim), generator())
    x, y = normal(6, dim).requires_grad_(), normal(9, dim, 1).requires_grad_()
    assert torch.autograd.gradcheck(lambda x: epps_pulley(x, lines), x)
    # The centre, which takes no part in the value, is held constant.
    assert torch.autograd.gradcheck(lambda x, y: epps_pulley(x, lines, y), (x, y))
