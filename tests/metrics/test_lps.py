"""The Latent Predictability Score on cases whose R² is known."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.lps import lps

N = 3_000


def normal(dim: int, seed: int = 0, n: int = N) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, dim))


def test_a_correlated_pair_has_rho_squared() -> None:
    x = normal(2)
    rho = 0.8
    z = np.column_stack([x[:, 0], rho * x[:, 0] + np.sqrt(1 - rho**2) * x[:, 1]])
    result = lps(z)
    assert result.per_dimension == pytest.approx([rho**2, rho**2], abs=0.05)
    assert result.score == pytest.approx(rho**2, abs=0.05)


def test_a_linear_mixture_is_determined() -> None:
    x = normal(3)
    result = lps(np.column_stack([x, x.sum(1)]))
    assert result.per_dimension.min() > 0.98
    assert set(result.predictor) == {"ridge"}


def test_a_product_is_found_by_boosting() -> None:
    x = normal(3)
    # Var(x y) = 1 and Var(0.3 e) = 0.09: R² = 1 / 1.09 = 0.917 for the last latent.
    result = lps(np.column_stack([x[:, :2], x[:, 0] * x[:, 1] + 0.3 * x[:, 2]]))
    assert 0.82 < result.per_dimension[2] < 0.95
    assert result.predictor[2] == "boosting"


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_independent_latents_score_nothing(quick: bool, seed: int) -> None:
    result = lps(normal(4, seed, 1_200), quick=quick, seed=seed)
    assert result.score <= 0.01
    assert 0 <= result.floor <= 0.01


def test_a_circle_scores_nothing_although_it_is_no_product() -> None:
    angle = np.random.default_rng(0).uniform(0, 2 * np.pi, N)
    result = lps(np.column_stack([np.cos(angle), np.sin(angle)]))
    assert result.score <= 0.01


def test_collapsed_latents_are_flagged_and_left_out() -> None:
    x = normal(2)
    z = np.column_stack([x[:, 0], x[:, 0] + 1e-3 * x[:, 1], np.full(N, 3.0)])
    result = lps(z, quick=True)
    assert result.collapsed.tolist() == [False, False, True]
    assert np.isnan(result.per_dimension[2])
    assert result.score > 0.98
    alone = lps(z[:, [0, 2]], quick=True)
    assert np.isnan(alone.score)
    assert alone.collapsed.tolist() == [False, True]


@pytest.mark.parametrize("value", [0.0, 0.1, -3.3, 1e6])
def test_constant_latents_are_no_perfect_prediction(value: float) -> None:
    # The mean of a constant rounds, so that its standard deviation is tiny and not zero.
    z = np.full((100, 3), value) * [1.0, 2.0, 0.3]
    for latents in (z, z.astype(np.float32)):
        result = lps(latents, quick=True)
        assert result.collapsed.all()
        assert np.isnan(result.score)
        assert result.predictor == ("none",) * 3


def test_one_latent_left_has_no_score() -> None:
    z = np.column_stack([normal(1, n=200), np.full(200, 0.1)])
    result = lps(z, quick=True)
    assert result.collapsed.tolist() == [False, True]
    assert np.isnan(result.score)


def test_a_sine_is_found_by_boosting() -> None:
    x = normal(2)
    # z_1 = sin(2 x) + 0.3 e: Var(sin 2x) = (1 - exp(-8)) / 2, so R² = 0.4998 / 0.5898 = 0.847.
    result = lps(np.column_stack([x[:, 0], np.sin(2 * x[:, 0]) + 0.3 * x[:, 1]]))
    assert result.per_dimension[1] == pytest.approx(0.847, abs=0.05)
    assert result.predictor[1] == "boosting"


def test_scale_and_order_of_latents_do_not_matter() -> None:
    x = normal(2, n=800)
    z = np.column_stack([x[:, 0], x[:, 0] + x[:, 1]])
    one, other = lps(z, quick=True), lps(z[:, ::-1] * [5.0, 0.2], quick=True)
    assert one.per_dimension == pytest.approx(other.per_dimension[::-1], abs=1e-6)


def test_one_seed_one_result() -> None:
    z = normal(3, n=500)
    one, other = lps(z, quick=True, seed=4), lps(z, quick=True, seed=4)
    assert np.array_equal(one.per_dimension, other.per_dimension)
    assert one.floor == other.floor


@pytest.mark.parametrize(
    "z",
    [
        np.zeros((100, 1)),
        np.zeros((9, 3)),
        np.zeros(100),
        np.full((100, 2), np.nan),
        [["a", "b"]] * 20,
    ],
)
def test_says_what_is_wrong(z: object) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        lps(z)
