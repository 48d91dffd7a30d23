"""Holes: where the prior has mass and there is no data."""

import numpy as np
import pytest

from sculptor.metrics.match.holes import holes, nearest


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("dim", [2, 16])
def test_nearest_is_the_least_of_all_distances(rng: np.random.Generator, dim: int) -> None:
    a, b = rng.standard_normal((30, dim)), rng.standard_normal((700, dim))
    every = np.linalg.norm(a[:, None] - b, axis=-1)
    assert nearest(a, b) == pytest.approx(every.min(1))
    within = np.linalg.norm(b[:, None] - b, axis=-1) + np.diag(np.full(700, np.inf))
    assert nearest(b, b, but_itself=True) == pytest.approx(within.min(1), abs=1e-6)


def test_holes_are_where_the_latents_are_not(rng: np.random.Generator) -> None:
    target = rng.uniform(-1, 1, (2000, 2))
    z = rng.uniform(-1, 1, (2000, 2))
    rows = holes(z[np.hypot(*z.T) > 0.5], target)
    inside = np.hypot(*target.T) < 0.4
    found = np.zeros(2000, bool)
    found[rows] = True
    assert found[inside].mean() > 0.9
    assert found[np.hypot(*target.T) > 0.6].mean() < 0.15


def test_without_latents_or_samples_there_are_no_holes() -> None:
    assert len(holes(np.zeros((0, 2)), np.zeros((5, 2)))) == 0
    assert len(holes(np.zeros((5, 2)), np.zeros((1, 2)))) == 0
