"""Figures of a comparison against values known on paper."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sculptor.views import bands, differences, marginals, matrices, score_table
from sculptor.views.score_table import Estimate, Score


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


# Matrices -----------------------------------------------------------------------------------------


def test_correlation_is_that_of_numpy(rng: np.random.Generator) -> None:
    z = rng.standard_normal((500, 3)) @ rng.standard_normal((3, 3))
    assert matrices.correlation(z) == pytest.approx(np.corrcoef(z.T))


def test_a_square_is_predicted_from_its_root_and_not_the_other_way(
    rng: np.random.Generator,
) -> None:
    x = rng.uniform(-1, 1, 4000)
    found = matrices.predictability(np.column_stack([x, x**2]))
    assert found[1, 0] > 0.97
    assert found[0, 1] < 0.02


def test_predictability_of_a_correlated_pair_is_the_squared_correlation(
    rng: np.random.Generator,
) -> None:
    z = rng.multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], 20_000)
    assert matrices.predictability(z)[0, 1] == pytest.approx(0.64, abs=0.03)


def test_independent_constant_and_few_latents_predict_nothing(rng: np.random.Generator) -> None:
    z = np.column_stack([rng.standard_normal((2000, 2)), np.ones(2000)])
    found = matrices.predictability(z) - np.eye(3)
    assert found.max() < 0.02
    assert matrices.predictability(z[:20]).tolist() == np.eye(3).tolist()
    assert matrices.correlation(z)[2].tolist() == [0, 0, 1]


@pytest.mark.parametrize("d", [2, 9, 40])
def test_the_matrices_are_drawn_with_a_square_for_each_pair(d: int) -> None:
    drawn = matrices.pair_svg(np.eye(d), np.eye(d), "dark")
    assert drawn.count("<rect") == 2 * d * d


# Marginals ----------------------------------------------------------------------------------------


def test_distances_are_those_of_kolmogorov_and_smirnov(rng: np.random.Generator) -> None:
    stats = pytest.importorskip("scipy.stats")
    q, p = rng.standard_normal((300, 2)), rng.uniform(-1, 1, (200, 2))
    expected = [stats.ks_2samp(q[:, i], p[:, i]).statistic for i in range(2)]
    assert marginals.distances(q, p) == pytest.approx(expected)


def test_the_latents_farthest_from_the_prior_are_shown(rng: np.random.Generator) -> None:
    target = rng.standard_normal((500, 5))
    z = rng.standard_normal((500, 5))
    z[:, 3] += 4
    assert marginals.worst([(z, target)], 5) == [0, 1, 2, 3, 4]
    assert 3 in marginals.worst([(z, target), (target, target)], 2)


def test_marginals_of_a_run_with_fewer_latents_leave_the_others_empty(
    rng: np.random.Generator,
) -> None:
    narrow, wide = rng.standard_normal((50, 1)), rng.standard_normal((50, 2))
    spans = marginals.shared_spans([(narrow, narrow), (wide, wide)], [0, 1])
    assert "z₂" not in marginals.marginals_svg(narrow, narrow, [0, 1], spans)
    assert "z₂" in marginals.marginals_svg(wide, wide, [0, 1], spans)


# Scores -------------------------------------------------------------------------------------------


def test_seeds_are_pooled_by_students_t() -> None:
    found = score_table.pooled([Estimate(value) for value in (1.0, 2.0, 4.0)])
    assert found is not None
    half = 4.303 * math.sqrt(7 / 3) / math.sqrt(3)
    assert (found.value, found.low, found.high) == pytest.approx(
        (7 / 3, 7 / 3 - half, 7 / 3 + half)
    )
    assert found.seeds == 3


def test_one_seed_keeps_its_own_interval_and_none_has_none() -> None:
    alone = Estimate(1.0, 0.5, 1.5)
    assert score_table.pooled([alone, Estimate(math.nan)]) == alone
    assert score_table.pooled([]) is None


def test_the_best_is_bold_and_definitions_show_on_hover() -> None:
    rows = [Score("ssim", "SSIM", "high", 'a "definition"'), Score("none", "None", "low", "")]
    html = score_table.table(
        rows,
        ["A", "B<"],
        ["", "2 seeds"],
        [{"ssim": Estimate(0.9)}, {"ssim": Estimate(0.5, 0.4, 0.6)}],
    )
    assert "<b>0.9</b>" in html
    assert "<b>0.5</b>" not in html
    assert "0.4 to 0.6" in html
    assert 'title="Higher is better. a &quot;definition&quot;"' in html
    assert "B&lt;" in html
    assert "None" not in html


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=6))
def test_a_best_value_is_never_beaten(values: list[float]) -> None:
    columns = [{"x": Estimate(value)} for value in values]
    found = score_table.best(Score("x", "X", "low", ""), columns)
    shown = {score_table.shown(values[i]) for i in found}
    assert not found or shown == {score_table.shown(min(values))}


# Differences --------------------------------------------------------------------------------------


def test_what_is_alike_is_left_out_and_what_is_unexpected_comes_first() -> None:
    base = {"objective": {"kind": "mmd", "weight": 1.0}, "seed": 0, "steps": 10, "name": "a"}
    other = {"objective": {"kind": "mmd", "weight": 5.0}, "seed": 0, "steps": 20, "name": "b"}
    found = differences.differences([base, other])
    assert [(each.name, each.values) for each in found] == [
        ("steps", ("10", "20")),
        ("objective · weight", ("1", "5")),
    ]
    assert differences.differences([base, dict(base)]) == []


def test_the_same_data_set_with_other_splits_is_another() -> None:
    one, other = ({"dataset": "pets", "fingerprint": each * 64} for each in "ab")
    (found,) = differences.differences([one, other])
    assert found.name == "dataset · fingerprint"
    assert len({*found.values}) == 2
    (found,) = differences.differences([one, {"dataset": "birds", "fingerprint": "b" * 64}])
    assert found.name == "dataset"
    (found,) = differences.differences([one, {"dataset": "pets", "fingerprint": ""}])
    assert found.values[1] == differences.ABSENT


def test_two_drawings_differ_by_their_fingerprints() -> None:
    drawings = [{"prior": {"kind": "image", "png": letter * 500}} for letter in "ab"]
    (found,) = differences.differences(drawings)
    assert found.values[0] != found.values[1]
    assert all(len(value) == 7 for value in found.values)
    assert not found.expected


# Bands --------------------------------------------------------------------------------------------


def rows(*values: float) -> list[dict[str, float]]:
    return [{"step": 10 * i, "seconds": float(i), "lps": value} for i, value in enumerate(values)]


def test_one_seed_is_a_line_through_its_snapshots() -> None:
    table = bands.table("lps", {"MMD": [rows(0.3, 0.2)]})
    assert table["x"].tolist() == [0, 10]
    assert table["value"].tolist() == table["low"].tolist() == table["high"].tolist() == [0.3, 0.2]


def test_seeds_are_a_band_over_the_steps_that_all_have_come_to() -> None:
    table = bands.table("lps", {"MMD": [rows(0.0, 1.0, 2.0), rows(1.0, 1.0)]})
    assert table["x"].max() == 10
    first, last = table.iloc[0], table.iloc[-1]
    assert (first["low"], first["value"], first["high"]) == (0.0, 0.5, 1.0)
    assert (last["low"], last["value"], last["high"]) == (1.0, 1.0, 1.0)


def test_time_can_be_the_place_and_runs_without_figures_are_left_out() -> None:
    table = bands.table("lps", {"MMD": [rows(0.3, 0.2)], "VAE": [[{"step": 0}]]}, "seconds")
    assert table["x"].tolist() == [0, 1]
    assert set(table["name"]) == {"MMD"}
    assert bands.table("lps", {}).empty


@pytest.mark.parametrize("name", bands.SHOWN)
def test_a_specification_holds_no_data(name: str) -> None:
    found = bands.specification(name, ["MMD", "VAE"], "seconds", "dark")
    assert "data" not in found
    assert "datasets" not in found
