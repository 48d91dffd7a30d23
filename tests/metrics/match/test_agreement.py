"""The match to a prior, where the answer is known on paper."""

import math

import numpy as np
import pytest
import torch

from sculptor import SculptorError
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.metrics.match.agreement import agreement
from sculptor.metrics.match.classifier import classifier_test
from sculptor.metrics.match.covariance import covariance_error
from sculptor.metrics.match.marginals import kolmogorov_smirnov, kolmogorov_smirnov_p_values
from sculptor.metrics.match.sliced import sliced_wasserstein
from sculptor.metrics.match.support import support

GENERATOR = np.random.default_rng(0)
X, Y = GENERATOR.standard_normal((2, 600, 3))


def test_kolmogorov_smirnov_by_dimension() -> None:
    line = np.linspace(0, 1, 400, endpoint=False)
    z, target = np.column_stack([line, line + 0.3, line / 2]), np.column_stack([line] * 3)
    assert kolmogorov_smirnov(z, target) == pytest.approx([0, 0.3, 0.5], abs=0.005)
    # Smirnov's bound at 0.1 %, for each of the three.
    assert (kolmogorov_smirnov(X, Y) < 1.95 * math.sqrt(2 / 600)).all()


def test_kolmogorov_smirnov_between_a_gaussian_and_its_double() -> None:
    # The densities of N(0, 1) and N(0, 4) cross at t² = 8/3 log 2.
    t = math.sqrt(8 / 3 * math.log(2))
    apart = 0.5 * (math.erf(t / math.sqrt(2)) - math.erf(t / 2 / math.sqrt(2)))
    assert kolmogorov_smirnov(2 * X, Y) == pytest.approx([apart] * 3, abs=0.06)


def test_kolmogorov_smirnov_p_values_keep_their_level() -> None:
    x, y = np.random.default_rng(3).standard_normal((2, 400, 1_000))
    p = kolmogorov_smirnov_p_values(kolmogorov_smirnov(x, y), 400, 400)
    # 0.05 within four standard errors; a few ties of distances in steps of 1 / 400 weigh on it.
    assert np.mean(p <= 0.05) == pytest.approx(0.05, abs=0.028)
    assert np.median(p) == pytest.approx(0.5, abs=0.08)


def test_sliced_wasserstein_of_a_shift() -> None:
    # A line at an angle a to the shift sees |s| cos a, and cos² a is 1/3 on average in space.
    shift = np.array([3.0, 0, 4.0])
    assert sliced_wasserstein(Y + shift, Y) == pytest.approx(5 / math.sqrt(3), rel=0.1)
    assert sliced_wasserstein(2 * Y, Y) == pytest.approx(1, rel=0.05)
    assert sliced_wasserstein(X, Y) < 0.15


def test_covariance_error() -> None:
    assert covariance_error(Y + 5, Y) == pytest.approx(0, abs=1e-9)
    assert covariance_error(np.zeros_like(Y), Y) == pytest.approx(1)
    assert covariance_error(Y[:, :1] * 2, Y[:, :1]) == pytest.approx(3)
    with pytest.raises(SculptorError, match="copies of one point"):
        covariance_error(Y, np.zeros_like(Y))


def test_support_of_a_part_and_of_an_outlier() -> None:
    square = np.random.default_rng(1).uniform(size=(800, 2))
    half = square[square[:, 0] < 0.5]
    found = support(half, square)
    assert found.precision == 1
    assert found.recall == pytest.approx(0.5, abs=0.06)
    outside = support(np.concatenate([square, square + 5]), square)
    assert (outside.precision, outside.recall) == (0.5, 1)


def test_codes_at_one_point_recall_nothing() -> None:
    assert support(np.zeros_like(Y), Y).recall == 0


def test_scores_are_flat_and_finite() -> None:
    discrepancy = Discrepancy.fitted(torch.from_numpy(Y))
    near, far = (agreement(z, Y[:500], discrepancy=discrepancy) for z in (X, np.zeros_like(X)))
    assert all(math.isfinite(value) for value in (*near.values(), *far.values()))
    for name in ("mmd2", "energy_distance", "sliced_wasserstein", "classifier_accuracy", "ks_mean"):
        assert near[name] < far[name], name
    assert near["mmd2_p_value"] > far["mmd2_p_value"] == 1 / 501
    assert near["mmd2"] < 2 * near["mmd2_floor"]
    assert far["mmd2"] > 2 * far["mmd2_floor"]
    assert near["ks_p_value"] > 0.01 > 1e-6 > far["ks_p_value"]


@pytest.mark.parametrize(
    ("z", "message"),
    [
        (X[:19], "20 rows or more"),
        (X[:, :2], "equal dimensions, received 2 and 3"),
        (np.where(np.arange(3) == 1, np.nan, X), "finite codes"),
    ],
)
@pytest.mark.parametrize("figure", [kolmogorov_smirnov, support, covariance_error, classifier_test])
def test_says_what_is_wrong(figure, z: np.ndarray, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        figure(z, Y)
