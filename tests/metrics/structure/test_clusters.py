"""Clusters of clouds that fall apart, and of others."""

import pytest

from sculptor import priors
from sculptor.metrics.structure.clusters import HALVES, clusters

TWO = {"kind": "gaussian-mixture", "k": 2}
TEN = {"kind": "gaussian-mixture", "k": 10, "std": 0.2}


@pytest.mark.parametrize(
    ("spec", "dim", "count"),
    [
        (TWO, 2, 2),
        (TEN, 10, 10),
        ({"kind": "moons"}, 2, 2),
        ({"kind": "gaussian"}, 3, 1),
        ({"kind": "uniform"}, 2, 1),
        ({"kind": "ring"}, 2, 1),
        ({"kind": "torus"}, 3, 1),
    ],
)
def test_of_known_clouds(spec: dict[str, object], dim: int, count: int) -> None:
    found = clusters(priors.from_spec(spec, dim=dim).sample(2_000, 0))
    assert found.count == count
    assert 1 <= found.agreed <= HALVES


def test_a_mixture_is_told_by_its_gaussians_too() -> None:
    cloud = priors.from_spec(TWO, dim=2).sample(1_000, 0)
    assert clusters(cloud).components == 2
