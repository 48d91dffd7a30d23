"""Circles of clouds of known shape."""

import importlib.util

import numpy as np
import pytest

from sculptor import priors
from sculptor.errors import SculptorError
from sculptor.metrics.structure import circles

gudhi = pytest.mark.skipif(not circles.available(), reason="needs the extra 'suggest'")


@gudhi
@pytest.mark.parametrize(
    ("kind", "dim", "count"),
    [
        ("ring", 2, 1),
        ("torus", 3, 2),
        ("uniform", 2, 0),
        ("gaussian", 3, 0),
        ("gaussian", 10, 0),
        ("sphere", 3, 0),
        ("moons", 2, 0),
    ],
)
def test_of_known_clouds(kind: str, dim: int, count: int) -> None:
    found = circles.circles(priors.from_spec({"kind": kind}, dim=dim).sample(2_000, 0))
    assert (found.count, found.agreed) == (count, circles.DRAWS)
    assert found.longest == tuple(sorted(found.longest, reverse=True))


@gudhi
@pytest.mark.parametrize(("part", "count"), [(0.0, 1), (0.5, 0)])
def test_a_thin_place_is_no_hole(part: float, count: int) -> None:
    generator = np.random.default_rng(0)
    square = generator.uniform(-1, 1, (6_000, 2))
    kept = (np.linalg.norm(square, axis=1) > 0.5) | (generator.uniform(size=6_000) < part)
    assert circles.circles(square[kept][:2_000]).count == count


@gudhi
def test_points_that_are_there_often_count_once() -> None:
    cloud = np.random.default_rng(0).normal(size=(2_000, 2))
    cloud[:1_100] = 0
    for points in (cloud, cloud.round(), np.zeros((600, 2))):
        assert circles.circles(points).count == 0


@gudhi
def test_it_is_no_matter_of_scale() -> None:
    ring = priors.from_spec({"kind": "ring"}).sample(800, 0)
    small, large = circles.circles(ring), circles.circles(1_000 * ring.astype(np.float64))
    assert np.allclose(small.longest, large.longest, rtol=1e-3)


def test_too_few_points_are_refused() -> None:
    with pytest.raises(SculptorError, match="400 points or more"):
        circles.circles(np.zeros((100, 2)))


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not circles.available()
