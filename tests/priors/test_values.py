"""Values of a factor and the parts of a block that are theirs, on paper."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.priors.values import MOST, PERIOD, Parts, Values


def test_few_values_are_taken_as_they_are_and_what_is_not_known_is_none() -> None:
    values = Values.of(np.array([3.0, 1.0, 1.0, np.nan, 7.0]), "monotone", "x")
    assert values.ends.tolist() == [1, 3, 7]
    assert values.shares.tolist() == [0.5, 0.25, 0.25]
    assert values.middles.tolist() == [0.25, 0.625, 0.875]
    assert values.codes(np.array([7.0, 1.0, np.nan, 2.0, 9.0])).tolist() == [2, 0, -1, 1, 2]
    assert values.at(np.array([0.0, 0.49, 0.51, 1.0])).tolist() == [0, 0, 1, 2]


def test_many_are_cut_into_bins_of_equal_mass_and_a_category_more_is_none() -> None:
    factor = np.random.default_rng(0).exponential(size=6_400)
    values = Values.of(factor, "monotone", "x")
    assert values.shares == pytest.approx(np.full(MOST, 1 / MOST), abs=2e-4)
    assert np.bincount(values.codes(factor)).tolist() == pytest.approx([100] * MOST, abs=1)
    kinds = Values.of(np.array([0.0, 2.0]), "categorical", "shape")
    assert kinds.codes(np.array([0.0, 1.0, 2.0])).tolist() == [0, -1, 1]
    assert kinds.points is None


def test_on_a_circle_the_last_value_is_beside_the_first() -> None:
    values = Values.of(np.arange(8) * PERIOD / 8 - 1e-3, "circular", "angle")
    points = values.points
    assert points is not None
    apart = np.linalg.norm(points[0] - points, axis=1)
    assert apart[7] == pytest.approx(apart[1]) == pytest.approx(np.sin(np.pi / 8) / np.pi)
    assert values.ends.min() > 0, "wrapped into one period"


def test_each_value_has_its_quantiles_of_the_block_and_all_together_are_the_block() -> None:
    generator = np.random.default_rng(0)
    block = generator.normal(size=(40_000, 1)).astype(np.float32)
    parts = Parts(block, Values.of(np.repeat([0.0, 1.0, 5.0], [50, 30, 20]), "monotone", "x"))
    codes = generator.choice(3, 40_000, p=[0.5, 0.3, 0.2])
    drawn = parts.draw(codes, generator)[:, 0]
    assert drawn[codes == 0].max() == pytest.approx(0, abs=0.02)
    assert drawn[codes == 2].min() == pytest.approx(0.8416, abs=0.03)
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([-1.28, 0, 1.28], abs=0.04)


def test_an_angle_is_followed_by_the_angle_and_categories_have_whole_blobs() -> None:
    generator = np.random.default_rng(0)
    angle = generator.uniform(0, PERIOD, 20_000)
    ring = np.stack([np.cos(angle), np.sin(angle)], 1).astype(np.float32)
    values = Values.of(np.arange(12) * PERIOD / 12, "circular", "angle")
    drawn = Parts(ring, values).draw(np.full(500, 3), generator)
    turned = np.arctan2(drawn[:, 1], drawn[:, 0])
    assert turned.min() >= PERIOD / 4 - 0.06
    assert turned.max() <= PERIOD / 3 + 0.06
    centre = np.arange(3)[generator.integers(3, size=9_000)] * PERIOD / 3
    blobs = 2 * np.stack([np.cos(centre), np.sin(centre)], 1)
    blobs = (blobs + 0.2 * generator.normal(size=blobs.shape)).astype(np.float32)
    three = Parts(blobs, Values.of(np.arange(3.0), "categorical", "shape"))
    for value in range(3):
        own = three.draw(np.full(300, value), generator)
        # Shares differ from a third by chance: a few samples come from the next.
        assert np.median(np.linalg.norm(own - np.median(own, 0), axis=1)) < 0.4
        assert (np.linalg.norm(own - np.median(own, 0), axis=1) < 1).mean() > 0.95


@pytest.mark.parametrize(
    ("factor", "way", "said"),
    [
        (np.full(9, np.nan), "monotone", "not known of any"),
        (np.full(9, 2.5), "circular", "all have 2.5"),
        (np.arange(65.0), "categorical", "at most 64 values.*received 65"),
    ],
)
def test_what_cannot_be_followed_is_said(factor: np.ndarray, way: str, said: str) -> None:
    with pytest.raises(SculptorError, match=said):
        Values.of(factor, way, "x")
