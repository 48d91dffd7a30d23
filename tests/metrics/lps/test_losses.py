"""What predictions cost: against loops, and intervals and floors against truth."""

import math

import numpy as np
import pytest

from sculptor.metrics.lps.losses import Losses, interval, mean, resampled
from sculptor.metrics.predictors.ridge import ridge
from sculptor.metrics.predictors.split import Split


def crossed(z: np.ndarray, units: np.ndarray | None = None) -> Losses:
    """Ridge regression in three folds."""
    rows = np.arange(len(z))
    predicted, means = np.empty_like(z), np.empty_like(z)
    for held in np.array_split(rows, 3):
        split = Split.of(np.setdiff1d(rows, held), held)
        predicted[held], means[held] = ridge(z, split)[held], z[split.fit].mean(0)
    return Losses.of_means(z, predicted, means, rows if units is None else units)


def pair(rho: float, seed: int, n: int) -> np.ndarray:
    x = np.random.default_rng(seed).standard_normal((n, 2))
    return np.column_stack([x[:, 0], rho * x[:, 0] + math.sqrt(1 - rho**2) * x[:, 1]])


def test_squared_errors_by_unit() -> None:
    z = np.array([[1.0], [2.0], [4.0]])
    found = Losses.of_means(
        z, z + np.array([[1.0], [0.0], [2.0]]), np.full((3, 1), 2.0), np.array([0, 2])
    )
    assert found.predicted.tolist() == [[1.0], [4.0]]
    assert found.constant.tolist() == [[1.0], [4.0]]
    # 2 (z - m)(p - m) of (1, 2), (2, 2) and (4, 6), with a mean of 2.
    assert found.chance.tolist() == [[0.0], [16.0]]
    assert found.scores().tolist() == [0.0]


def test_surprise_at_bins() -> None:
    bins = np.array([[0], [0], [1], [1]])
    q = np.array([[[0.5, 0.5]], [[0.9, 0.1]], [[0.9, 0.1]], [[0.2, 0.8]]])
    found = Losses.of_bins(np.log(q), bins, np.arange(4))
    assert found.predicted[:, 0] == pytest.approx(-np.log([0.5, 0.9, 0.1, 0.8]))
    assert found.constant[:, 0] == pytest.approx([math.log(2)] * 4)
    # log q/f of the bin that came true, less its mean over both: nothing where q is f.
    half = [math.log(0.9 / 0.1) / 2, math.log(0.8 / 0.2) / 2]
    assert found.chance[:, 0] == pytest.approx([0, half[0], -half[0], half[1]])


def test_intervals_cover_the_truth() -> None:
    covered, generator = 0, np.random.default_rng(0)
    for seed in range(100):
        losses = crossed(pair(0.8, seed, 600))
        low, high = interval(float(mean(losses.scores())), resampled([losses], generator)[:, 0])
        covered += low < 0.64 < high
    # Binomial(100, 0.95) is below 89 with a probability of 0.5 %.
    assert covered >= 89


@pytest.mark.parametrize("copies", [1, 2])
def test_one_in_twenty_independent_tables_lies_above_its_floor(copies: int) -> None:
    generator, above = np.random.default_rng(0), 0
    for seed in range(400):
        z = np.repeat(pair(0, seed, 150), copies, axis=0)
        losses = crossed(z, np.arange(0, len(z), copies))
        above += bool(mean(losses.scores()) > losses.floor(generator))
    # Binomial(400, 0.05) is 20, and within 8 to 34 with a probability of 99.7 %.
    assert 8 <= above <= 34


def test_resamples_of_two_losses_are_paired() -> None:
    losses = crossed(pair(0.8, 0, 300))
    found = resampled([losses, losses], np.random.default_rng(0))
    assert np.array_equal(found[:, 0], found[:, 1])
    assert found.shape == (500, 2)
    assert found[:, 0].std() > 0.01
