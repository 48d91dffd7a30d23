"""The sums of products against loops, and what is told by them."""

import itertools
import math

import numpy as np
import pytest

from sculptor.metrics.dependence import moments as module
from sculptor.metrics.dependence.moments import Moments, moments

GENERATOR = np.random.default_rng(0)


def hermite(degree: int, t: float) -> float:
    return t if degree == 1 else (t * t - 1) / math.sqrt(2)


def by_loops(fit: np.ndarray, row: np.ndarray, threshold: float) -> list[float]:
    """The weighed sums of one row, kind by kind, product by product."""
    d, least = len(row), threshold / math.sqrt(len(fit))
    sums = []
    for a, b in ((1, 1), (1, 2), (2, 2)):
        pairs = [(i, j) for i in range(d) for j in range(d) if (i < j if a == b else i != j)]
        sums.append(0.0)
        for i, j in pairs:
            mean = np.mean([hermite(a, each[i]) * hermite(b, each[j]) for each in fit])
            sums[-1] += mean * hermite(a, row[i]) * hermite(b, row[j]) * (abs(mean) > least)
    sums.append(0.0)
    for i, j, k in itertools.combinations(range(d), 3):
        mean = np.mean([each[i] * each[j] * each[k] for each in fit])
        sums[-1] += mean * row[i] * row[j] * row[k] * (abs(mean) > least)
    return sums


@pytest.mark.parametrize("cells", [module.CELLS, 40])
def test_they_are_the_definition(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CELLS", cells)  # also in small parts
    fit, rows = GENERATOR.standard_normal((20, 4)), GENERATOR.standard_normal((7, 4))
    found = Moments.of(fit).sums(rows)
    assert found.shape == (7, 9)
    for place, threshold in enumerate(module.THRESHOLDS):
        expected = np.array([by_loops(fit, row, threshold) for row in rows])
        assert found[:, 1 + place :: 2] == pytest.approx(expected)


def test_the_gaussian_sum_is_the_log_ratio_of_a_gaussian() -> None:
    r = np.array([[1, 0.6, 0], [0.6, 1, -0.3], [0, -0.3, 1]])
    fit = GENERATOR.multivariate_normal(np.zeros(3), r, 100_000)
    rows = GENERATOR.standard_normal((50, 3))
    ratio = 0.5 * np.einsum("ni,ij,nj->n", rows, np.eye(3) - np.linalg.inv(r), rows)
    assert Moments.of(fit).sums(rows)[:, 0] == pytest.approx(ratio, abs=0.2)


def test_of_very_many_latents_there_are_no_triples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    assert Moments.of(GENERATOR.standard_normal((30, 4))).sums(np.ones((2, 4))).shape == (2, 7)


def test_weak_correlation_of_many_latents_is_told() -> None:
    # Each two are correlated by .05: -1/2 log det R = .31 nats in 32 latents.
    common, own = GENERATOR.standard_normal((4_000, 1)), GENERATOR.standard_normal((4_000, 32))
    z = math.sqrt(0.05) * common + math.sqrt(0.95) * own
    product = GENERATOR.standard_normal((8_000, 32))
    log_odds = moments(z[:2_000], product[:6_000], 0)
    right = np.mean(log_odds(z[2_000:]) > 0), np.mean(log_odds(product[6_000:]) < 0)
    assert np.mean(right) > 0.58
