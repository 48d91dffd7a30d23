"""What holds for every predictor: it sees neither the latent itself nor the rows held out."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from sklearn.linear_model import Ridge

from sculptor.metrics.predictors import network as small
from sculptor.metrics.predictors.boosting import boosting
from sculptor.metrics.predictors.folds import Folds
from sculptor.metrics.predictors.network import networks
from sculptor.metrics.predictors.ridge import PENALTY, ridge

Predictor = Callable[[np.ndarray, Folds], np.ndarray]

N = 300


def network(latents: np.ndarray, folds: Folds) -> np.ndarray:
    bins = (latents > 0).astype(np.int64)
    predicted, _ = networks(
        latents[None], bins[None], folds, targets=latents.shape[1], steps=40, seed=0
    )
    return predicted[0]


def trees(latents: np.ndarray, folds: Folds) -> np.ndarray:
    return boosting(latents, folds, targets=latents.shape[1], trees=5, seed=0)


def mixed(seed: int = 0) -> np.ndarray:
    x = np.random.default_rng(seed).standard_normal((N, 4))
    x[:, 3] += 2 * x[:, 0]
    return (x - x.mean(0)) / x.std(0)


@pytest.mark.parametrize("predictor", [ridge, trees, network])
def test_a_row_held_out_is_predicted_without_its_own_value(predictor: Predictor) -> None:
    z, folds = mixed(), Folds(N, 3, 1)
    changed = z.copy()
    changed[: folds.held, 3] = 7.0
    one, other = predictor(z, folds), predictor(changed, folds)
    assert np.array_equal(one[:, 3], other[:, 3])
    assert not np.allclose(one[:, 0], other[:, 0])


@pytest.mark.parametrize("predictor", [ridge, trees, network])
def test_a_linear_dependence_is_found_and_the_rest_is_not(predictor: Predictor) -> None:
    z, folds = mixed(), Folds(N, 3, 3)
    r2 = 1 - np.square(z - predictor(z, folds)).mean(0)
    assert r2[3] > 0.5
    assert r2[1] < 0.05


def test_ridge_is_that_of_scikit_learn() -> None:
    z, folds = mixed(), Folds(N, 3, 3)
    predicted = ridge(z, folds)
    for fit, held in folds.pairs():
        for i in range(4):
            others = np.delete(z, i, 1)
            model = Ridge(alpha=PENALTY * len(fit)).fit(others[fit], z[fit, i])
            assert predicted[held, i] == pytest.approx(model.predict(others[held]))


def test_networks_know_frequencies_where_there_is_no_more_to_know() -> None:
    generator = np.random.default_rng(1)
    z = generator.standard_normal((2, N, 3))
    bins = (z > -0.6745).astype(np.int64)
    folds = Folds(N, 3, 3)
    mean, log_q = networks(z, bins, folds, targets=2, steps=40, seed=0)
    assert mean.shape == log_q.shape == (2, N, 2)
    # Three quarters lie above the first quartile: an entropy of 0.5623 nats.
    assert -log_q.mean() == pytest.approx(0.5623, abs=0.03)
    assert np.abs(mean).max() < 0.5


def test_networks_find_the_two_values_that_a_square_leaves() -> None:
    generator = np.random.default_rng(0)
    x = generator.standard_normal(1_500)
    z = np.column_stack([x, x**2 / 2])
    bins = np.stack([np.digitize(c, np.quantile(c, [0.25, 0.5, 0.75])) for c in z.T], 1)
    _, log_q = networks(z[None], bins[None], Folds(1_500, 3, 1), targets=2, steps=150, seed=0)
    # x² tells |x|: one bit of the two that the quarters of x have. x tells all of x².
    assert -log_q[0, :, 0].mean() == pytest.approx(np.log(2), abs=0.12)
    assert -log_q[0, :, 1].mean() < 0.4


def test_the_derivatives_of_networks_are_those_of_autograd() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(3, 4, 50, generator=generator).double() * 3
    y = torch.randint(5, (3, 2, 50), generator=generator)
    parameters = [
        (value + 0.1 * torch.randn(value.shape, generator=generator)).double().requires_grad_()
        for value in small._first(x, y, 5, generator)
    ]
    sum(loss.sum() for loss in small._losses(parameters, x, y)).div(50).backward()  # type: ignore[union-attr]
    slopes = small._slopes(parameters, x, y)
    for parameter, slope in zip(parameters, slopes, strict=True):
        torch.testing.assert_close(slope, parameter.grad, rtol=1e-10, atol=1e-12)


def test_training_works_inside_inference_mode() -> None:
    z, folds = mixed(), Folds(N, 3, 1)
    with torch.inference_mode():
        inside = network(z, folds)
    assert np.array_equal(inside, network(z, folds))
