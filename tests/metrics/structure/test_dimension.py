"""Intrinsic dimension on clouds whose dimension is known."""

import numpy as np
import pytest

from sculptor import priors
from sculptor.data.sets import curved
from sculptor.errors import SculptorError
from sculptor.metrics.structure.dimension import intrinsic_dimension


@pytest.mark.parametrize(
    ("kind", "dim", "truth"),
    [
        ("uniform", 1, 1),
        ("gaussian", 2, 2),
        ("torus", 3, 2),
        ("swiss-roll", 3, 2),
        ("uniform", 5, 5),
    ],
)
def test_of_known_clouds(kind: str, dim: int, truth: int) -> None:
    cloud = priors.from_spec({"kind": kind}, dim=dim).sample(2_000, 0)
    found = intrinsic_dimension(cloud)
    assert round(found.value) == truth
    assert found.low < found.value < found.high < 1.1 * found.low


def test_of_pictures_it_is_that_of_what_they_are_drawn_from() -> None:
    latents = priors.from_spec({"kind": "gaussian"}, dim=3).sample(1_500, 0)
    pictures = curved.render(latents, size=16).reshape(1_500, -1)
    assert round(intrinsic_dimension(pictures).value) == 3


def test_points_that_are_there_twice_count_once() -> None:
    cloud = priors.from_spec({"kind": "gaussian"}, dim=2).sample(500, 0)
    assert intrinsic_dimension(np.concatenate([cloud, cloud])) == intrinsic_dimension(cloud)


def test_too_few_or_infinite_points_are_refused() -> None:
    with pytest.raises(SculptorError, match="100 different points or more"):
        intrinsic_dimension(np.zeros((500, 2)))
    with pytest.raises(SculptorError, match="finite points"):
        intrinsic_dimension(np.full((500, 2), np.nan))
