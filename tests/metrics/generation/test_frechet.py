"""The Fréchet distance, against values known on paper and against scipy's root of a matrix."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from sculptor import SculptorError
from sculptor.metrics.generation.frechet import Moments, frechet, frechet_distance

DRAW = np.random.default_rng(0)


def whitened(n: int, k: int) -> np.ndarray:
    """Rows whose mean is 0 and whose unbiased covariance is the identity, both exactly."""
    rows = DRAW.standard_normal((n, k))
    left, _, right = np.linalg.svd(rows - rows.mean(0), full_matrices=False)
    return left @ right * np.sqrt(n - 1)


def by_scipy(x: np.ndarray, y: np.ndarray) -> float:
    """Eq. 6 as it is printed."""
    one, other = np.cov(x.T), np.cov(y.T)
    root = sqrtm(one @ other).real
    return float(np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(one + other - 2 * root))


@pytest.mark.parametrize(("shift", "scale"), [(0, 1), (3, 1), (0, 2.5), (-1, 0.2), (2, 0)])
def test_of_two_gaussians_on_a_line(shift: float, scale: float) -> None:
    # N(0, 1) and N(m, s²) are m² + (1 - s)² apart.
    line = whitened(200, 1)
    expected = shift**2 + (1 - scale) ** 2
    assert frechet_distance(scale * line + shift, line) == pytest.approx(expected, abs=1e-12)


def test_of_two_gaussians_whose_covariances_do_not_commute() -> None:
    # In the plane tr (C D)^(1/2) is the root of tr CD + 2 (det C det D)^(1/2).
    one, other = np.array([[2.0, 0.6], [0.6, 0.5]]), np.array([[1.0, -0.4], [-0.4, 3.0]])
    assert not np.allclose(one @ other, other @ one)
    rows = whitened(500, 2)
    x, y = (rows @ np.linalg.cholesky(each).T for each in (one, other))
    root = np.trace(one @ other) + 2 * np.sqrt(np.linalg.det(one) * np.linalg.det(other))
    expected = np.trace(one + other) - 2 * np.sqrt(root)
    assert frechet_distance(x, y + np.array([1, -2])) == pytest.approx(5 + expected, rel=1e-10)


@pytest.mark.parametrize(("n", "m", "k"), [(400, 300, 12), (30, 2_000, 64), (20, 25, 64)])
def test_it_is_what_scipy_s_root_gives(n: int, m: int, k: int) -> None:
    # With fewer rows than columns both covariances are singular.
    x = DRAW.standard_normal((n, k)) @ DRAW.standard_normal((k, k)) + 1
    y = DRAW.standard_normal((m, k)) * np.linspace(0.1, 5, k)
    assert frechet_distance(x, y) == pytest.approx(by_scipy(x, y), rel=1e-5)


def test_a_copy_is_at_0_and_no_rounding_is_below() -> None:
    rows = 1e4 + DRAW.standard_normal((50, 64)) * 10.0 ** np.linspace(-6, 2, 64)
    assert 0 <= frechet_distance(rows, rows[::-1].copy()) < 1e-9


def test_it_is_blind_to_signs_and_turns_and_sees_units() -> None:
    x, y = DRAW.standard_normal((2, 300, 5)) * np.arange(1, 6)
    turn, _ = np.linalg.qr(DRAW.standard_normal((5, 5)))
    assert frechet_distance(x @ turn, y @ turn) == pytest.approx(frechet_distance(x, y))
    assert frechet_distance(3 * x, 3 * y) == pytest.approx(9 * frechet_distance(x, y))
    assert frechet_distance(x, y) == pytest.approx(frechet_distance(y, x))


def test_draws_of_one_gaussian_come_nearer_as_they_grow() -> None:
    few, many = (
        np.mean([frechet_distance(*DRAW.standard_normal((2, n, 16))) for _ in range(20)])
        for n in (250, 1_000)
    )
    # About k (k + 1) / (2n) from the covariances and 2k / n from the means.
    assert few == pytest.approx((16 * 17 / 2 + 32) / 250, rel=0.15)
    assert few / many == pytest.approx(4, rel=0.15)


def test_what_cannot_be_compared_is_refused() -> None:
    three = Moments.of(np.eye(4)[:, :3])
    with pytest.raises(SculptorError, match="equal dimensions, received 3 and 4"):
        frechet(three, Moments.of(np.eye(4)))
    with pytest.raises(SculptorError, match="features as rows and columns with 2 rows"):
        Moments.of(np.zeros((1, 3)))
    with pytest.raises(SculptorError, match="NaN"):
        Moments.of(np.full((3, 3), np.nan))
