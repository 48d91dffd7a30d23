"""Which priors have independent coordinates."""

from typing import Any

import numpy as np
import pytest

from sculptor import priors
from sculptor.priors.independence import KINDS, independent


@pytest.mark.parametrize(
    ("spec", "known"),
    [
        ({"kind": "gaussian", "rotation": 30}, True),
        ({"kind": "uniform", "rotation": 30}, False),
        ({"kind": "uniform", "shape": "disc"}, False),
        ({"kind": "gaussian-mixture"}, False),
        ({"kind": "gaussian-mixture", "dim": 1}, True),
        ({"kind": "image"}, False),
        ({"kind": "compose", "blocks": [{"kind": "uniform"}, {"kind": "gaussian"}]}, True),
        ({"kind": "compose", "blocks": [{"kind": "uniform"}, {"kind": "moons"}]}, False),
        ({"kind": "compose", "blocks": [{"kind": "uniform"}], "rotation": 9}, False),
        ({}, False),
    ],
)
def test_known_from_the_specification(spec: dict[str, Any], known: bool) -> None:
    assert independent(spec) is known


@pytest.mark.parametrize("kind", KINDS)
def test_coordinates_of_these_kinds_have_no_correlation_of_squares(kind: str) -> None:
    prior = priors.from_spec({"kind": kind}, **({} if kind == "grid" else {"dim": 2}))
    sample = prior.sample(20_000, 0)
    ranks = np.abs(sample).argsort(axis=0).argsort(axis=0)
    assert abs(np.corrcoef(ranks.T)[0, 1]) < 0.03
