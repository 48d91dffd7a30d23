"""The means of a Gaussian mixture: where they lie, on paper."""

import numpy as np
import pytest

from sculptor import priors
from sculptor.priors.smooth import directions


def cosines(k: int, dim: int) -> np.ndarray:
    points = directions(k, dim)
    assert points.shape == (k, dim)
    assert np.linalg.norm(points, axis=1) == pytest.approx(1)
    return (points @ points.T)[np.triu_indices(k, 1)]


@pytest.mark.parametrize(("k", "dim"), [(2, 3), (4, 4), (5, 10), (64, 512)])
def test_few_means_are_the_corners_of_a_simplex(k: int, dim: int) -> None:
    assert cosines(k, dim) == pytest.approx(-1 / (k - 1))
    assert directions(k, dim).mean(0) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("k", "dim"), [(4, 3), (6, 3), (20, 10)])
def test_more_means_are_the_corners_of_a_cross_polytope(k: int, dim: int) -> None:
    found = np.unique(cosines(k, dim).round(9) + 0.0)
    assert found.tolist() == [-1, 0]


def test_many_means_are_still_well_apart() -> None:
    # 24 points on the sphere are at best 43.7 degrees apart (the snub cube, Robinson 1961).
    assert np.degrees(np.arccos(cosines(24, 3).max())) > 30


def test_in_the_plane_they_are_on_a_circle_and_on_the_line_even() -> None:
    assert directions(4, 2) == pytest.approx(
        np.array([[0, 1], [-1, 0], [0, -1], [1, 0]]), abs=1e-12
    )
    assert directions(3, 1).ravel().tolist() == [-1, 0, 1]


def test_covariance_of_a_mixture_with_weights_is_that_on_paper() -> None:
    spec = {"kind": "gaussian-mixture", "k": 3, "spread": 2.0, "std": 0.5, "weights": [1, 2, 5]}
    points = priors.from_spec(spec, dim=4).sample(200_000, 0).astype(np.float64)
    weights, means = np.array([1, 2, 5]) / 8, 2 * directions(3, 4)
    mean = weights @ means
    covariance = 0.25 * np.eye(4) + means.T * weights @ means - np.outer(mean, mean)
    assert points.mean(0) == pytest.approx(mean, abs=0.02)
    assert np.cov(points.T) == pytest.approx(covariance, abs=0.03)
