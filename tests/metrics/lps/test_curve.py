"""Limits of learning curves that are known."""

import math

import numpy as np
import pytest

from sculptor.metrics.lps.curve import Limit, limit

ROWS = [500, 1_000, 2_000, 4_000]


def of(truth: np.ndarray, noise: float = 0.003, seed: int = 0) -> Limit:
    """The limit of a curve whose points share most of their noise, as paired ones do."""
    generator = np.random.default_rng(seed)
    common, own = generator.standard_normal(501), generator.standard_normal((501, 4))
    curves = truth + noise * common[:, None] + noise / 3 * own
    scores = curves[0]
    return limit(ROWS, scores, scores + curves[1:] - truth)


def power(a: float, b: float, c: float) -> np.ndarray:
    return a - b * (np.array(ROWS) / ROWS[-1]) ** -c


@pytest.mark.parametrize("c", [0.3, 0.5, 1.0, 1.5])
def test_a_power_law_is_gone_on_with(c: float) -> None:
    found = of(power(0.5, 0.1, c), noise=1e-5)
    assert found.value == pytest.approx(0.5, abs=0.01)
    assert found.interval[0] - 1e-3 <= 0.5 <= found.interval[1] + 1e-3
    assert found.slope == pytest.approx(0.1 * (2**c - 1), abs=1e-3)
    assert not found.converged


@pytest.mark.parametrize("c", [0.3, 0.5, 1.0])
@pytest.mark.parametrize("b", [0.0, 0.005, 0.05])
def test_the_interval_covers_the_limit(b: float, c: float) -> None:
    found = [of(power(0.3, b, c), seed=seed) for seed in range(100)]
    covered = sum(each.interval[0] <= 0.3 <= each.interval[1] for each in found)
    # Binomial(100, 0.95) is below 89 with a probability of 0.5 %.
    assert covered >= 89


def test_a_flat_curve_has_converged() -> None:
    found = of(np.full(4, 0.2), noise=0.001)
    assert found.converged
    assert found.value == pytest.approx(0.2, abs=0.01)
    assert found.slope_interval[0] < 0 < found.slope_interval[1]


@pytest.mark.parametrize(
    "curve", [(0.02, 0.044, 0.075, 0.12), (0.019, 0.053, 0.102, 0.159), (0.1, 0.14, 0.18, 0.22)]
)
def test_a_curve_that_does_not_bend_has_no_limit_in_sight(curve: tuple[float, ...]) -> None:
    # What was measured of MMD on CIFAR-10: each doubling gains as much as the one before, or more.
    found = of(np.array(curve), noise=0.002)
    assert found.interval[1] == 1
    assert found.value > 0.2
    assert not found.converged


def test_noise_is_no_convergence() -> None:
    # Where resamples differ by a tenth, the curve cannot tell that nothing comes.
    assert not of(np.full(4, 0.2), noise=0.1).converged


def test_two_points_are_no_curve() -> None:
    found = limit([100, 200], np.array([0.1, 0.2]), np.zeros((500, 2)))
    assert math.isnan(found.value)
    assert math.isnan(found.slope)
    assert not found.converged
