"""Codes of each class beside their own target."""

import numpy as np
import pytest

from sculptor.discrepancy.mmd import Discrepancy
from sculptor.metrics.match.classes import Regions

CENTRES = np.array([[-2.0, 0.0], [0.0, 0.0], [2.0, 0.0]])


def draw(n: int, seed: int) -> np.ndarray:
    return CENTRES[:, None] + 0.3 * np.random.default_rng(seed).normal(size=(3, n, 2))


def test_codes_like_their_targets_are_within_noise_and_others_are_not() -> None:
    regions = Regions(draw(400, 0), Discrepancy.fitted(draw(400, 0).reshape(-1, 2)))
    z, groups = draw(100, 1).reshape(-1, 2), np.repeat(np.arange(3), 100)
    there = regions.match(z, groups)
    assert there.accuracy > 0.99
    assert (there.ratios < 2).all()
    z[200:] -= [2.0, 0.0]
    off = regions.match(z, groups)
    assert off.accuracy == pytest.approx(2 / 3, abs=0.02)
    assert off.ratios[2] > 50
    assert off.ratios[:2] == pytest.approx(there.ratios[:2])


def test_unknown_codes_and_classes_of_a_few_are_left_out() -> None:
    regions = Regions(draw(100, 0), Discrepancy.fitted(draw(400, 0).reshape(-1, 2)))
    z = draw(50, 1).reshape(-1, 2)
    groups = np.repeat([0, -1, 2], 50)
    groups[105:] = -1
    found = regions.match(z, groups)
    assert np.isnan(found.ratios).tolist() == [False, True, True]
    assert found.accuracy > 0.98
    assert np.isnan(regions.match(z, np.full(150, -1)).accuracy)
