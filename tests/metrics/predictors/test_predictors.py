"""What holds for every predictor: it sees neither the latent itself nor the rows held out."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from sklearn.linear_model import Ridge

from sculptor.metrics.predictors import masked as of_all
from sculptor.metrics.predictors import network as small
from sculptor.metrics.predictors import products
from sculptor.metrics.predictors.boosting import binned, boosting
from sculptor.metrics.predictors.masked import masked_network
from sculptor.metrics.predictors.network import networks
from sculptor.metrics.predictors.ridge import PENALTY, regression, ridge
from sculptor.metrics.predictors.split import Split

Predictor = Callable[[np.ndarray, Split], np.ndarray]

N = 300

ROWS = np.random.default_rng(0).permutation(N)
SPLIT = Split.of(ROWS[100:], ROWS[:100])


def linear(latents: np.ndarray, split: Split) -> np.ndarray:
    return ridge(latents, split)[split.seen]


def network(latents: np.ndarray, split: Split) -> np.ndarray:
    bins = (latents > 0).astype(np.int64)
    mean: np.ndarray = networks(latents, bins, [split], steps=40, seed=0)[0][0]
    return mean


def masked(latents: np.ndarray, split: Split) -> np.ndarray:
    mean: np.ndarray = masked_network(latents, latents.shape[1], [split], steps=40, seed=0)[0]
    return mean


def trees(latents: np.ndarray, split: Split) -> np.ndarray:
    return np.stack(
        [
            boosting(
                np.delete(binned(latents, split), i, 1), latents[:, i], split, trees=30, seed=0
            )
            for i in range(latents.shape[1])
        ],
        axis=1,
    )


def mixed(seed: int = 0) -> np.ndarray:
    x = np.random.default_rng(seed).standard_normal((N, 4))
    x[:, 3] += 2 * x[:, 0]
    return (x - x.mean(0)) / x.std(0)


@pytest.mark.parametrize("predictor", [linear, trees, network, masked])
def test_a_row_held_out_is_predicted_without_its_own_value(predictor: Predictor) -> None:
    z = mixed()
    changed = z.copy()
    changed[SPLIT.held, 3] = 7.0
    one, other = (predictor(each, SPLIT)[len(SPLIT.check) :] for each in (z, changed))
    assert one[:, 3] == pytest.approx(other[:, 3], abs=1e-5)
    assert not np.allclose(one[:, 0], other[:, 0])


@pytest.mark.parametrize("predictor", [linear, trees, network, masked])
def test_a_linear_dependence_is_found_and_the_rest_is_not(predictor: Predictor) -> None:
    z = mixed()
    r2 = 1 - np.square(z[SPLIT.seen] - predictor(z, SPLIT)).mean(0) / z[SPLIT.seen].var(0)
    assert r2[3] > 0.5
    assert r2[1] < 0.05


def test_ridge_is_that_of_scikit_learn() -> None:
    z = mixed()
    predicted = ridge(z, SPLIT)
    for i in range(4):
        others = np.delete(z, i, 1)
        model = Ridge(alpha=PENALTY * len(SPLIT.train))
        model.fit(others[SPLIT.train], z[SPLIT.train, i])
        assert predicted[:, i] == pytest.approx(model.predict(others))
        assert regression(others, z[:, i], SPLIT) == pytest.approx(model.predict(others))


def test_no_tree_is_kept_that_predicts_rows_worse_which_it_was_not_fitted_on() -> None:
    z = np.random.default_rng(0).standard_normal((N, 3))
    opposite = z[:, 0].copy()
    opposite[SPLIT.check] *= -1
    found = boosting(binned(z, SPLIT), opposite, SPLIT, trees=30, seed=0)
    assert np.ptp(found) == 0
    assert found[0] == pytest.approx(opposite[SPLIT.train].mean())


def test_products_that_go_along_are_chosen() -> None:
    z = np.random.default_rng(0).standard_normal((2_000, 6))
    z[:, 0] = z[:, 2] * z[:, 4] + 0.5 * z[:, 0]
    z[:, 1] = z[:, 2] * z[:, 3] * z[:, 5] + 0.5 * z[:, 1]
    split = Split.of(np.arange(500, 2_000), np.arange(500))
    found = products.chosen(z, z[:, :3], split)
    assert found[0][0] == (2, 4)
    assert set(found[1][0]) == {2, 3, 5}
    assert (0, 4) in found[2]
    assert not any(i in names for i in range(3) for names in found[i])
    standard, signs = products.features(z, found[0][:1], split).T
    product = z[:, 2] * z[:, 4]
    assert np.corrcoef(standard, product)[0, 1] > 0.99  # but for tails, which are cut
    assert standard[split.train].std() == pytest.approx(1)
    assert np.array_equal(signs > signs.mean(), product > 0)


def test_correlations_of_products_are_those_of_numpy() -> None:
    z = np.random.default_rng(0).standard_normal((400, 4)).astype(np.float32)
    left = z - z.mean(0)
    left /= np.linalg.norm(left, axis=0)
    names, found = products._correlations(
        torch.from_numpy(z), torch.from_numpy(left), with_triples=True
    )
    assert len(names) == 10 + 4
    for k, latents in enumerate(names):
        product = np.prod(z[:, latents[latents >= 0]], axis=1)
        for i in range(4):
            assert found[i, k] == pytest.approx(np.corrcoef(z[:, i], product)[0, 1], abs=1e-4)


def test_among_independent_latents_hardly_any_product_is_chosen() -> None:
    z = np.random.default_rng(0).standard_normal((2_000, 12))
    found = products.chosen(z, z, Split.of(np.arange(2_000), np.arange(0)))
    # Of 298 candidates about one in five latents has one that passes; a triple counts for three.
    assert sum(map(len, found)) <= 9


def test_networks_know_frequencies_where_there_is_no_more_to_know() -> None:
    z = np.random.default_rng(1).standard_normal((N, 3))
    bins = (z[:, :2] > -0.6745).astype(np.int64)
    mean, log_q = networks(z, bins, [SPLIT], steps=40, seed=0)[0]
    assert mean.shape == (len(SPLIT.seen), 2)
    assert log_q.shape == (len(SPLIT.seen), 2, 2)
    assert np.exp(log_q).sum(2) == pytest.approx(1, abs=1e-5)
    # Three quarters lie above the first quartile: an entropy of 0.5623 nats.
    true = np.take_along_axis(log_q, bins[SPLIT.seen][:, :, None], 2)
    assert -true.mean() == pytest.approx(0.5623, abs=0.05)
    assert np.abs(mean).max() < 0.5


def test_each_split_has_networks_of_its_own() -> None:
    z, bins = mixed(), (mixed() > 0).astype(np.int64)
    other = Split.of(ROWS[:200], ROWS[200:])
    together = networks(z, bins, [SPLIT, other], steps=40, seed=0)
    assert [mean.shape for mean, _ in together] == [(130, 4), (130, 4)]
    assert not np.allclose(together[0][0], together[1][0])


def test_networks_find_the_two_values_that_a_square_leaves() -> None:
    generator = np.random.default_rng(0)
    x = generator.standard_normal(1_500)
    z = np.column_stack([x, x**2 / 2])
    bins = np.stack([np.digitize(c, np.quantile(c, [0.25, 0.5, 0.75])) for c in z.T], 1)
    split = Split.of(np.arange(500, 1_500), np.arange(500))
    _, log_q = networks(z, bins, [split], steps=150, seed=0)[0]
    surprise = -np.take_along_axis(log_q, bins[split.seen][:, :, None], 2)[:, :, 0]
    # x² tells |x|: one bit of the two that the quarters of x have. x tells all of x².
    assert surprise[:, 0].mean() == pytest.approx(np.log(2), abs=0.12)
    assert surprise[:, 1].mean() < 0.4


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


def test_the_masked_network_does_not_see_the_latent_that_it_predicts() -> None:
    generator = torch.Generator().manual_seed(0)
    parameters = [
        value + 0.1 * torch.randn(value.shape, generator=generator)
        for value in of_all._first(torch.zeros(2, 3), 4, generator)
    ]
    x = torch.randn(2, 5, 4, generator=generator)
    changed = x.clone()
    changed[..., 1] += 1
    one, other = (of_all._forward(parameters, each) for each in (x, changed))
    assert one.shape == (2, 3, 5)
    torch.testing.assert_close(one[:, 1], other[:, 1], atol=1e-5, rtol=1e-5)
    assert (one[:, [0, 2]] - other[:, [0, 2]]).abs().min() > 0
    torch.testing.assert_close(of_all._forward(parameters, x, torch.tensor([2, 1])), one[:, [2, 1]])


def test_the_masked_network_learns_for_all_latents_what_they_have_in_common() -> None:
    generator = np.random.default_rng(0)
    scale = np.exp(0.5 * generator.standard_normal((4_000, 1)))
    z = scale * np.abs(generator.standard_normal((4_000, 12)))
    z = (z - z.mean(0)) / z.std(0)
    split = Split.of(np.arange(800, 4_000), np.arange(800))
    mean = masked_network(z, 12, [split], steps=300, seed=0)[0]
    r2 = 1 - np.square(z[split.seen] - mean).mean(0) / np.square(z[split.seen]).mean(0)
    # Knowing the scale itself would tell R² = 0.279 (var E[z | s] / var z); eleven tell less.
    assert r2.mean() == pytest.approx(0.2, abs=0.04)


def test_training_works_inside_inference_mode() -> None:
    z = mixed()
    for predictor in (network, masked):
        with torch.inference_mode():
            inside = predictor(z, SPLIT)
        assert np.array_equal(inside, predictor(z, SPLIT))
