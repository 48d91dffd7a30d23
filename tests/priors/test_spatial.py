"""Priors in space: where their points lie."""

import numpy as np
import pytest
from scipy.spatial import KDTree

from sculptor import SculptorError, priors
from sculptor.priors import spatial

N = 60_000


def sample(spec: dict, dim: int | None = None, n: int = N, seed: int = 0) -> np.ndarray:
    return priors.from_spec(spec, dim=dim).sample(n, seed).astype(np.float64)


def test_points_of_a_sphere_lie_on_it() -> None:
    assert np.linalg.norm(sample({"kind": "sphere", "radius": 2.5}, 5), axis=1) == pytest.approx(
        2.5, abs=1e-5
    )


def test_points_of_a_torus_cover_its_surface_evenly() -> None:
    points = sample({"kind": "torus", "radius": 2.0, "tube": 1.0})
    outwards = np.linalg.norm(points[:, :2], axis=1) - 2
    assert np.hypot(outwards, points[:, 2]) == pytest.approx(1, abs=1e-5)
    # The outer half has more of the area: 1/2 + r / (R π).
    assert np.mean(outwards > 0) == pytest.approx(0.5 + 1 / (2 * np.pi), abs=0.01)


def test_a_tube_as_wide_as_its_circle_touches_itself_and_no_wider_one_is_made() -> None:
    spatial.check_torus(radius=1.0, tube=1.0)
    with pytest.raises(SculptorError, match=r"at most its radius of 1, received 1\.5"):
        spatial.check_torus(radius=1.0, tube=1.5)


@pytest.mark.parametrize("kind", ["swiss-roll", "s-curve"])
def test_sheets_are_curves_that_go_on_along_the_second_axis(kind: str) -> None:
    points = sample({"kind": kind, "height": 3.0, "width": 0.0})
    assert points.mean(0) == pytest.approx(0, abs=0.03)
    assert np.abs(points[:, 1]).max() == pytest.approx(1.5, abs=0.01)
    assert points[:, 1].var() == pytest.approx(3**2 / 12, rel=0.03)
    # In a section the points lie on a line: their neighbours are next to nothing away.
    section = points[:, [0, 2]]
    apart, _ = KDTree(section).query(section, k=2)
    assert np.quantile(apart[:, 1], 0.99) < 1e-2 * np.ptp(section) / np.sqrt(60)
