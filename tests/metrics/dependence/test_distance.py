"""Distance correlation against its definition in loops, and where it is known on paper."""

import math

import numpy as np
import pytest

from sculptor.metrics.dependence import distance
from sculptor.metrics.dependence.distance import distance_correlation

GENERATOR = np.random.default_rng(0)


def by_loops(x: np.ndarray, y: np.ndarray) -> float:
    """The definition, entry by entry."""
    n = len(x)

    def centred(v: np.ndarray) -> np.ndarray:
        a = np.array([[abs(s - t) for t in v] for s in v])
        found = np.zeros((n, n))
        for s in range(n):
            for t in range(n):
                if s != t:
                    found[s, t] = a[s, t] - a[s].sum() / (n - 2) - a[:, t].sum() / (n - 2)
                    found[s, t] += a.sum() / ((n - 1) * (n - 2))
        return found

    a, b = centred(x), centred(y)
    return float((a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()))


def test_it_is_the_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    z = GENERATOR.standard_normal((61, 4)).round(1)  # with ties
    z[:, 1] = np.square(z[:, 0]) + 0.1 * z[:, 1]
    expected = [[by_loops(x, y) for y in z.T] for x in z.T]
    assert distance_correlation(z).pairs == pytest.approx(np.array(expected), abs=1e-12)
    monkeypatch.setattr(distance, "CELLS", 61 * 4 * 7)  # blocks of rows, the last one shorter
    found = distance_correlation(z * [1, 5, 0.2, 1] - 3)
    assert found.pairs == pytest.approx(np.array(expected), abs=1e-12)
    above = np.array(expected)[np.triu_indices(4, 1)]
    assert (found.mean, found.largest) == (pytest.approx(above.mean()), pytest.approx(above.max()))


def test_of_a_gaussian_pair_it_is_known() -> None:
    # Székely et al. 2007, Theorem 7.
    r = 0.6
    x, y = GENERATOR.standard_normal((2, 4_000))
    found = distance_correlation(np.column_stack([x, r * x + math.sqrt(1 - r * r) * y]))
    squared = r * math.asin(r) + math.sqrt(1 - r * r) - r * math.asin(r / 2)
    squared = (squared - math.sqrt(4 - r * r) + 1) / (1 + math.pi / 3 - math.sqrt(3))
    assert found.largest == pytest.approx(squared, abs=0.03)


def test_independent_latents_are_at_0_and_the_level_is_kept() -> None:
    found = [distance_correlation(t) for t in GENERATOR.standard_normal((400, 100, 3))]
    assert np.mean([each.mean for each in found]) == pytest.approx(0, abs=2e-3)
    rejected = np.mean([each.p_value < 0.05 for each in found])
    assert 0.01 < rejected < 0.08


def test_a_circle_is_seen_and_a_product_of_signs_is_not() -> None:
    turn = GENERATOR.uniform(0, 2 * np.pi, 1_000)
    assert distance_correlation(np.column_stack([np.cos(turn), np.sin(turn)])).p_value < 1e-6
    z = GENERATOR.choice([-1.0, 1.0], (1_000, 3))
    z[:, 2] = z[:, 0] * z[:, 1]
    assert distance_correlation(z).p_value > 1e-3


def test_many_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distance, "ROWS", 80)
    z = GENERATOR.standard_normal((500, 2))
    first, second, other = (distance_correlation(z, seed) for seed in (0, 0, 1))
    assert first.n == 80
    assert first.largest == second.largest != other.largest
