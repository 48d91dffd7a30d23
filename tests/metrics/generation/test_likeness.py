"""Generated features against real ones: of the same distribution, narrower, and elsewhere."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from sculptor import SculptorError
from sculptor.metrics.generation import likeness as likenesses
from sculptor.metrics.generation.likeness import likeness

X, Y = np.random.default_rng(0).standard_normal((2, 600, 8))


def test_draws_of_one_distribution_are_as_near_as_chance_lets_them() -> None:
    found = likeness(X, Y)
    assert found["frechet"] < 0.15  # expected (8 · 9 / 2 + 16) / 600 = .087
    assert found["energy"] == pytest.approx(0, abs=0.01)
    assert found["precision"] > 0.8
    assert found["recall"] > 0.8


def test_draws_that_are_too_narrow_are_precise_and_recall_little() -> None:
    found = likeness(0.3 * X, Y)
    assert found["precision"] > 0.95
    assert found["recall"] < 0.2
    assert found["frechet"] == pytest.approx(8 * 0.7**2, rel=0.1)


def test_draws_from_elsewhere_are_neither() -> None:
    found = likeness(X + 10, Y)
    assert (found["precision"], found["recall"]) == (0, 0)
    assert found["frechet"] == pytest.approx(800, rel=0.01)


def test_the_energy_is_scipy_s_by_pairs() -> None:
    x, y = X[:40] + 0.5, Y[:40]
    between = 2 * cdist(x, y).mean()
    within = [cdist(side, side).sum() / (40 * 39) for side in (x, y)]
    assert likeness(x, y)["energy"] == pytest.approx(between - sum(within), rel=1e-4)


def test_both_sides_are_cut_to_the_smaller_and_neighbours_to_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert likeness(X, Y[:100]) == likeness(X[:100], Y[:100])
    whole = likeness(X, Y)
    monkeypatch.setattr(likenesses, "NEIGHBOURHOOD", 100)
    fewer, part = likeness(X, Y), likeness(X[:100], Y[:100])
    assert {fewer[name] == part[name] for name in ("precision", "recall")} == {True}
    assert {fewer[name] == whole[name] for name in ("frechet", "energy")} == {True}


def test_of_unequal_dimensions_nothing_is_told() -> None:
    with pytest.raises(SculptorError, match="equal dimensions"):
        likeness(X, Y[:, :3])
