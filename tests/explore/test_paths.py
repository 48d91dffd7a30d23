"""Paths: right places on paper, and the one along a density stays where mass is."""

import numpy as np
import pytest

from sculptor.explore.paths import KINDS, STEPS, along, arc, between, line

RNG = np.random.default_rng(0)


def test_an_arc_keeps_its_distance_from_the_centre() -> None:
    centre = np.array([1.0, 2.0, 3.0])
    a, b = centre + np.array([2, 0, 0]), centre + np.array([0, 4, 0])
    path = arc(a, b, centre, 9)
    far = np.linalg.norm(path - centre, axis=1)
    assert far == pytest.approx(np.linspace(2, 4, 9), abs=1e-5)
    assert path[4] == pytest.approx(centre + 3 / np.sqrt(2) * np.array([1, 1, 0]), abs=1e-5)


def test_an_arc_without_a_plane_is_a_line() -> None:
    for b in ([-1, 0], [2, 0], [0, 0]):
        assert np.array_equal(arc([1, 0], b, [0, 0]), line([1, 0], b))


def test_a_path_along_a_ring_goes_around_and_not_across() -> None:
    angles = RNG.uniform(0, 2 * np.pi, 2_000)
    ring = np.stack([np.cos(angles), np.sin(angles)], 1) + RNG.normal(0, 0.03, (2_000, 2))
    path = along([1, 0], [-1, 0], ring.astype(np.float32), 20)
    radii = np.linalg.norm(path, axis=1)
    assert path[0].tolist() == [1, 0]
    assert path[-1].tolist() == [-1, 0]
    assert radii.min() > 0.85
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert steps.max() < 1.2 * steps.min()


def test_where_there_is_no_way_the_path_is_a_line() -> None:
    two = np.concatenate([RNG.normal(0, 0.1, (50, 2)), RNG.normal(50, 0.1, (50, 2))])
    path = along([0, 0], [50, 50], two.astype(np.float32), 5)
    assert np.allclose(path, line([0, 0], [50, 50], 5))


@pytest.mark.parametrize("kind", KINDS)
def test_every_path_leads_from_one_end_to_the_other(kind: str) -> None:
    cloud = RNG.normal(size=(200, 3)).astype(np.float32)
    path = between(kind, [1, 0, 0], [0, 1, 1], cloud)
    assert path.shape == (STEPS, 3)
    assert path[0] == pytest.approx([1, 0, 0], abs=1e-6)
    assert path[-1] == pytest.approx([0, 1, 1], abs=1e-6)
