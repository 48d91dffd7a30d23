"""The Latent Predictability Score on cases whose R² is known."""

import math

import numpy as np
import pytest
from scipy import stats

from sculptor import SculptorError
from sculptor.metrics.lps import PREDICTORS, LPSResult, lps

N = 1_800


def normal(dim: int, seed: int = 0, n: int = N) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, dim))


def correlated(rho: float, seed: int = 0, n: int = N) -> np.ndarray:
    x = normal(2, seed, n)
    return np.column_stack([x[:, 0], rho * x[:, 0] + math.sqrt(1 - rho**2) * x[:, 1]])


def ring(n: int = N) -> np.ndarray:
    angle = np.random.default_rng(0).uniform(0, 2 * np.pi, n)
    return np.column_stack([np.cos(angle), np.sin(angle)])


Known = dict[str, tuple[LPSResult, list[int]]]


@pytest.fixture(scope="module")
def known() -> Known:
    """The score of groups of latents that know nothing of one another, and their columns there."""
    n = 3_600
    x = normal(8, 1, n)
    pair = correlated(0.8, 2, n)
    product = np.column_stack([x[:, :2], x[:, 0] * x[:, 1] + 0.3 * x[:, 2]])
    sine = np.column_stack([x[:, 3], np.sin(2 * x[:, 3]) + 0.3 * x[:, 4]])
    signs = np.column_stack([x[:, 5:7], np.sign(x[:, 5] * x[:, 6]) + x[:, 7] / math.sqrt(3)])
    return {
        **together(pair=pair, sine=sine),
        **together(product=product),
        **together(signs=signs),
        **together(ring=ring(n)),
    }


def together(**groups: np.ndarray) -> Known:
    """Score some groups at once, in full."""
    result = lps(np.hstack(list(groups.values())))
    ends = np.cumsum([group.shape[1] for group in groups.values()])
    return {
        name: (result, list(range(end - group.shape[1], end)))
        for (name, group), end in zip(groups.items(), ends, strict=True)
    }


@pytest.mark.parametrize(
    ("group", "truth", "found_by"),
    [
        ("pair", 0.64, {"ridge"}),
        # Var(x y) = 1 and Var(0.3 e) = 0.09: R² = 1 / 1.09.
        ("product", 0.917, {"products"}),
        # Var(sin 2x) = (1 - exp(-8)) / 2 = 0.4998: R² = 0.4998 / 0.5898.
        ("sine", 0.847, {"network", "boosting"}),
        # The product of signs has variance 1 and the noise 1 / 3.
        ("signs", 0.75, {"products", "boosting"}),
        # The mean of either coordinate is 0, wherever the other is; any may gain a trifle.
        ("ring", 0, {"none", *PREDICTORS}),
    ],
)
def test_the_last_of_a_group_has_the_r2_that_is_known(
    group: str, truth: float, found_by: set[str], known: Known
) -> None:
    result, columns = known[group]
    assert result.per_dimension[columns[-1]] == pytest.approx(truth, abs=0.05)
    assert result.predictor[columns[-1]] in found_by


def test_bins_tell_less_than_the_mutual_information(known: Known) -> None:
    result, columns = known["pair"]
    of_pair = result.distributional.per_dimension[columns] * math.log(8)
    # Of a Gaussian pair it is -log(1 - rho²) / 2 nats.
    assert (of_pair < -math.log(1 - 0.64) / 2).all()
    assert (of_pair > 0.3).all()


def test_a_circle_is_seen_by_its_distribution(known: Known) -> None:
    told = known["ring"][0].distributional
    # Either coordinate leaves two values of the other: two bins out of eight, 1 - log 2 / log 8.
    assert (told.per_dimension < 2 / 3 + 0.02).all()
    assert (told.per_dimension > 0.45).all()
    assert told.floor < 0.01
    assert told.interval[0] < told.score < told.interval[1]


def test_a_linear_mixture_is_determined() -> None:
    x = normal(3)
    result = lps(np.column_stack([x, x.sum(1)]), quick=True)
    assert result.per_dimension.min() > 0.98
    assert set(result.predictor) == {"ridge"}


def test_independent_latents_score_nothing() -> None:
    results = [lps(normal(3, seed, 600), seed=seed) for seed in range(3)]
    assert all(result.score <= 0.01 and 0 <= result.floor <= 0.01 for result in results)
    # One in twenty may lie above a floor of 95 %.
    assert sum(result.score > result.floor for result in results) <= 1
    assert sum(r.distributional.score > r.distributional.floor for r in results) <= 1


@pytest.mark.parametrize("seed", range(3))
def test_independent_latents_score_nothing_in_quick_estimates(seed: int) -> None:
    result = lps(normal(4, seed, 1_200), quick=True, seed=seed)
    assert result.score <= 0.01
    assert 0 <= result.floor <= 0.01


def test_bins_of_tied_values_are_normalised_by_their_entropy() -> None:
    generator = np.random.default_rng(0)
    sign = generator.choice([-1.0, 1.0], 2_000)
    z = np.column_stack([sign, sign * (1 + generator.random(2_000))])
    told = lps(z, quick=True).distributional.per_dimension
    # The magnitude gives the sign away; the sign gives one bit of the three of the magnitude's bin.
    assert told == pytest.approx([1, 1 / 3], abs=0.04)


def test_the_curve_ends_at_the_score_and_has_come_to_its_limit() -> None:
    result = lps(correlated(0.8, n=6_000))
    assert [point.n_fitted for point in result.curve] == [500, 1_000, 2_000, 4_000]
    assert result.n_fitted == 4_000
    assert (result.curve[-1].score, result.curve[-1].interval) == (result.score, result.interval)
    assert all(low <= 0.64 <= high for low, high in (point.interval for point in result.curve[2:]))
    assert result.converged
    assert result.limit_interval[0] <= result.limit <= result.limit_interval[1]
    assert result.limit == pytest.approx(0.64, abs=0.03)
    assert abs(result.slope) < 0.01


def test_what_few_rows_do_not_tell_is_not_said_to_have_converged() -> None:
    # A wave that trees follow the better the more rows they have.
    x = normal(2, n=1_500)
    z = np.column_stack([x[:, 0], np.sin(9 * x[:, 0]) + 0.1 * x[:, 1]])
    result = lps(z)
    scores = [point.score for point in result.curve]
    assert scores == sorted(scores)
    assert result.slope_interval[0] > 0
    assert not result.converged
    assert result.limit > result.score


def test_rows_to_fit_on_are_not_scored_and_are_of_use() -> None:
    z, more = correlated(0.8, 1, 60), correlated(0.8, 2, 600)
    alone, helped = lps(z), lps(z, fit=more)
    assert (alone.n_fitted, helped.n_fitted) == (40, 600)
    assert helped.n == helped.n_predicted == 60
    # With fewer than twice as many rows they are fitted on beside those of the other folds.
    assert lps(z, fit=more[:100]).n_fitted == 140
    # Other rows that tell something else are believed, and so nothing is predicted.
    wrong = lps(z, fit=more * [1, -1])
    assert helped.score > 0.4
    assert wrong.score < 0.05


@pytest.mark.parametrize("case", [correlated(0.8), ring(), normal(2)], ids=["pair", "ring", "none"])
def test_quick_and_full_agree_within_their_intervals(case: np.ndarray) -> None:
    quick, full = lps(case, quick=True), lps(case)
    assert quick.interval[0] <= full.interval[1]
    assert full.interval[0] <= quick.interval[1]
    assert quick.n_predicted == N // 3
    assert full.n_predicted == full.n == N


def test_latents_that_vary_little_count_as_any_other_and_are_flagged() -> None:
    x = normal(2)
    z = np.column_stack([x[:, 0], x[:, 0] + 1e-3 * x[:, 1], x[:, 1], np.full(N, 3.0)])
    same, scaled = lps(z, quick=True), lps(z * [1, 1, 4e-3, 1], quick=True)
    assert same.collapsed.tolist() == [False, False, False, True]
    assert scaled.collapsed.tolist() == [False, False, True, True]
    assert scaled.per_dimension == pytest.approx(same.per_dimension, abs=1e-6, nan_ok=True)
    assert scaled.score == np.mean(scaled.per_dimension[:3])


def test_constant_latents_are_left_out() -> None:
    x = normal(2)
    z = np.column_stack([x[:, 0], x[:, 0] + 1e-3 * x[:, 1], np.full(N, 3.0)])
    result = lps(z, quick=True)
    assert np.isnan(result.per_dimension[2])
    assert np.isnan(result.distributional.per_dimension[2])
    assert result.predictor[2] == "none"
    assert result.score > 0.98
    alone = lps(z[:, [0, 2]], quick=True)
    assert np.isnan(alone.score)
    assert np.isnan(alone.interval).all()
    assert np.isnan(alone.distributional.score)
    assert (alone.curve, alone.converged) == ((), False)


@pytest.mark.parametrize("value", [0.0, 0.1, -3.3, 1e6])
def test_constant_latents_are_no_perfect_prediction(value: float) -> None:
    # The mean of a constant rounds, so that its standard deviation is tiny and not zero.
    z = np.full((100, 3), value) * [1.0, 2.0, 0.3]
    for latents in (z, z.astype(np.float32)):
        result = lps(latents, quick=True)
        assert result.collapsed.all()
        assert np.isnan(result.score)
        assert result.predictor == ("none",) * 3


def test_one_bin_has_nothing_to_tell() -> None:
    # Above nine tenths of zeros no quantile cuts: all values lie in the first bin.
    z = np.column_stack([np.minimum(normal(1, n=1_000)[:, 0] + 2, 0), normal(1, 1, 1_000)])
    told = lps(z, quick=True).distributional
    assert np.isfinite(told.per_dimension).tolist() == [False, True]
    assert told.score == told.per_dimension[1]


def test_of_many_latents_a_quick_estimate_predicts_some_from_all_others() -> None:
    hidden = normal(20, n=450)
    z = np.column_stack([hidden, hidden + 0.5 * normal(20, seed=1, n=450)])
    result, again = lps(z, quick=True), lps(z, quick=True)
    scored = np.isfinite(result.per_dimension)
    assert scored.sum() == 32
    # Of each latent one other tells, whether that is predicted itself or not.
    assert (result.per_dimension[scored] > 0.5).all()
    assert result.score == pytest.approx(np.nanmean(result.per_dimension))
    assert set(np.array(result.predictor)[~scored]) == {"none"}
    assert np.array_equal(result.per_dimension, again.per_dimension, equal_nan=True)
    assert np.isfinite(lps(z[:60, :33]).per_dimension).all()


@pytest.mark.parametrize("quick", [True, False])
def test_ten_rows_are_enough_to_be_told_how_little_is_known(quick: bool) -> None:
    result = lps(normal(2, n=10), quick=quick)
    assert 0 <= result.interval[0] <= result.score <= result.interval[1] <= 1


def test_scale_does_not_matter_and_order_hardly() -> None:
    z = correlated(0.7, n=800)
    one, scaled = lps(z, quick=True), lps(z * [5.0, 0.2], quick=True)
    assert one.per_dimension == pytest.approx(scaled.per_dimension, abs=1e-6)
    turned = lps(z[:, ::-1], quick=True)
    assert one.per_dimension == pytest.approx(turned.per_dimension[::-1], abs=0.03)


def test_one_seed_one_result() -> None:
    z = normal(3, n=500)
    one, other = (lps(z, quick=True, seed=4, representation="sample") for _ in range(2))
    assert np.array_equal(one.per_dimension, other.per_dimension)
    assert (one.floor, one.interval) == (other.floor, other.interval)
    assert one.distributional.score == other.distributional.score
    assert (one.seed, one.representation) == (4, "sample")


@pytest.mark.parametrize("times", [2, 5])
def test_copies_of_independent_rows_tell_nothing(times: int) -> None:
    z = np.repeat(normal(3, n=600), times, axis=0)
    result = lps(z)
    assert result.score < 0.01
    assert "copies" in result.notes[0]
    # Without their groups they would be learnt by heart.
    jittered = z + 1e-9 * normal(3, 1, len(z))
    assert lps(jittered).score > 0.02
    groups = np.repeat(np.arange(600), times)
    assert lps(jittered, groups=groups).score < 0.01


def test_copies_do_not_narrow_the_interval() -> None:
    z = correlated(0.8, n=600)
    once, often = lps(z).interval, lps(np.repeat(z, 5, axis=0)).interval
    assert often[1] - often[0] == pytest.approx(once[1] - once[0], rel=0.4)


def test_a_chain_is_warned_about() -> None:
    noise = normal(2)
    z = noise.copy()
    for t in range(1, N):
        z[t] = 0.99 * z[t - 1] + 0.14 * noise[t]
    assert "groups=" in lps(z, quick=True).notes[0]
    assert lps(noise, quick=True).notes == ()


def test_of_heavy_tails_ranks_tell_the_truth() -> None:
    # A Gaussian copula: on normal scores R² is 0.64, whatever the marginals are.
    z = stats.t.ppf(stats.norm.cdf(correlated(0.8, n=3_000)), 2.5)
    result = lps(z)
    assert result.heavy_tails.all()
    assert result.ranks is not None
    assert result.ranks.per_dimension == pytest.approx([0.64, 0.64], abs=0.05)
    assert result.ranks.interval[0] < 0.64 < result.ranks.interval[1]
    assert "Heavy tails in 2 latents" in result.notes[0]
    light = lps(correlated(0.8, n=600))
    assert not light.heavy_tails.any()
    assert light.ranks is None


def test_rows_to_fit_on_have_as_many_columns() -> None:
    with pytest.raises(
        SculptorError, match=r"as many columns as those to be scored, 2, received 3"
    ):
        lps(normal(2), fit=normal(3))


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
