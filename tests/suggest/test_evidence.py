"""What data say of themselves, by codes whose shape is known."""

import numpy as np

from sculptor import priors
from sculptor.metrics.structure.dimension import Dimension
from sculptor.suggest.evidence import Evidence, dimension_of, of_codes

TWO = Dimension(2.0, 1.9, 2.1)


def test_of_a_ring_and_back_from_json() -> None:
    found = of_codes(priors.from_spec({"kind": "ring"}).sample(500, 0), TWO)
    assert found.clusters is not None
    assert found.clusters.count == 1
    assert found.circles is None or found.circles.count == 1
    assert Evidence.from_dict(found.to_dict()) == found


def test_of_few_items_nothing_is_told() -> None:
    codes = np.random.default_rng(0).normal(size=(90, 3))
    assert of_codes(codes, TWO) == Evidence(TWO, None, None)
    assert dimension_of(codes) == Dimension(2.0, 1.0, 3.0)
