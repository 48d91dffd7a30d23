"""Scores with factors where the answer is known on paper: every combination of values once."""

import itertools
import math

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.factors.beta_vae import beta_vae
from sculptor.metrics.factors.dci import dci
from sculptor.metrics.factors.disentanglement import disentanglement
from sculptor.metrics.factors.factor_vae import factor_vae
from sculptor.metrics.factors.mcc import mcc_pearson, mcc_spearman
from sculptor.metrics.factors.mig import mig
from sculptor.metrics.factors.modularity import modularity
from sculptor.metrics.factors.sap import sap

V = np.array(list(itertools.product(range(4), range(5), range(10))), dtype=float).repeat(3, 0)
PAIR = np.array(list(itertools.product(range(8), range(8))), dtype=float).repeat(8, 0)
TURN = np.array([[1.0, 1.0], [-1.0, 1.0]])
"""By 45 degrees, and longer by the root of 2, so that whole numbers stay whole."""
NOISE = np.random.default_rng(0).standard_normal((len(V), 3))


def test_perfectly_disentangled() -> None:
    z = V[:, [2, 0, 1]] * [-1, 5, 0.2]
    for score in (mig, sap, modularity, mcc_pearson, mcc_spearman, beta_vae, factor_vae):
        assert score(z, V) == pytest.approx(1), score
    found = dci(z, V)
    assert found.disentanglement == pytest.approx(1, abs=0.02)
    assert found.completeness == pytest.approx(1, abs=0.02)
    assert found.informativeness == pytest.approx(1)


def test_any_monotone_function_of_a_factor_is_as_good_but_for_a_line() -> None:
    z = V**3
    for score in (mig, modularity, mcc_spearman):
        assert score(z, V) == pytest.approx(1), score
    assert sap(z, V) < 0.9
    assert mcc_pearson(z, V) < 0.95


def test_rotated_by_45_degrees() -> None:
    z = PAIR @ TURN
    assert mig(z, PAIR) == pytest.approx(0, abs=1e-9)
    assert sap(z, PAIR) == pytest.approx(0, abs=1e-9)
    assert modularity(z, PAIR) == pytest.approx(0, abs=1e-9)
    assert mcc_pearson(z, PAIR) == pytest.approx(math.sqrt(0.5))
    # Each latent is as near to one factor as to the other: ranks lose a little, and votes are even.
    assert mcc_spearman(z, PAIR) == pytest.approx(math.sqrt(0.5), abs=0.02)
    assert factor_vae(z, PAIR) == pytest.approx(1 / 2, abs=0.1)
    assert beta_vae(z, PAIR) == pytest.approx(1 / 2, abs=0.1)
    found = dci(z, PAIR)
    assert found.disentanglement < 0.2
    assert found.completeness < 0.2
    assert found.informativeness > 0.9  # nothing is lost by a turn


def test_independent_components_undo_the_rotation() -> None:
    sources = np.random.default_rng(0).uniform(size=(2_000, 2))
    found = disentanglement(sources @ TURN, sources)
    assert found["mcc_pearson_ica"] == pytest.approx(1, abs=0.01)
    assert found["sap_ica"] == pytest.approx(1, abs=0.02)
    assert found["dci_disentanglement_ica"] > 0.9
    assert found["mig_ica"] > 0.8


def test_principal_components_undo_it_where_variances_differ() -> None:
    found = disentanglement((PAIR * [1, 3]) @ TURN, PAIR)
    assert found["mcc_pearson_pca"] == pytest.approx(1)
    assert found["sap_pca"] == pytest.approx(1)
    assert found["sap"] < 0.9


def test_one_factor_missing() -> None:
    z = V[:, :2]
    for score in (mig, sap, mcc_pearson, mcc_spearman):
        assert score(z, V) == pytest.approx(2 / 3), score
    assert modularity(z, V) == pytest.approx(1)
    found = dci(z, V)
    assert found.informativeness == pytest.approx(2 / 3, abs=0.02)
    # The forest of the missing factor takes the two latents for equally important.
    entropy = -(2 / 3 * math.log(2 / 3) + 1 / 3 * math.log(1 / 3)) / math.log(3)
    assert found.disentanglement == pytest.approx(1 - entropy, abs=0.03)
    assert found.completeness == pytest.approx(2 / 3, abs=0.03)
    # Held, it leaves the votes to the other two; a pair that shares it differs in both latents.
    assert factor_vae(z, V) == pytest.approx(2 / 3, abs=0.02)
    assert beta_vae(z, V) == pytest.approx(1)


def test_one_factor_duplicated() -> None:
    z = np.column_stack([V, V[:, 0]])
    assert mig(z, V) == pytest.approx(2 / 3)
    assert sap(z, V) == pytest.approx(2 / 3)
    assert modularity(z, V) == pytest.approx(1)
    for score in (mcc_pearson, mcc_spearman, beta_vae, factor_vae):
        assert score(z, V) == pytest.approx(1), score
    found = dci(z, V)
    assert found.informativeness == pytest.approx(1)
    assert found.disentanglement == pytest.approx(1, abs=0.02)
    # The forest halves its importance: an entropy of log 2 / log 4 in one factor out of three.
    assert found.completeness == pytest.approx(1 - 1 / 6, abs=0.04)


def test_noise_scores_chance() -> None:
    assert mig(NOISE, V) < 0.03
    assert sap(NOISE, V) < 0.03
    assert mcc_pearson(NOISE, V) < 0.1
    assert mcc_spearman(NOISE, V) < 0.1
    assert modularity(NOISE, V) == 0
    assert beta_vae(NOISE, V) == pytest.approx(1 / 3, abs=0.12)
    assert factor_vae(NOISE, V) == pytest.approx(1 / 3, abs=0.12)
    found = dci(NOISE, V)
    assert found.disentanglement < 0.05
    assert found.completeness < 0.05
    assert found.informativeness < 0.1


def test_latents_that_vary_little_are_flagged_and_tell_as_much_as_any() -> None:
    z = V + 0.1 * NOISE[:, : V.shape[1]]
    same, scaled = disentanglement(z, V), disentanglement(z * [1, 1, 4e-3], V)
    assert (same.pop("collapsed_latents"), scaled.pop("collapsed_latents")) == (0, 1)
    raw = [name for name in same if not name.endswith(("_pca", "_ica"))]
    assert {name: scaled[name] for name in raw} == pytest.approx({name: same[name] for name in raw})
    assert scaled["mcc_pearson"] > 0.95


def test_constant_latents_tell_nothing() -> None:
    z = np.column_stack([V[:, :2], np.full(len(V), 7.0)])
    found = disentanglement(z, V)
    assert found["collapsed_latents"] == 1
    assert [found["mig"], found["sap"]] == pytest.approx([2 / 3, 2 / 3])
    assert all(math.isfinite(value) for value in found.values())


def test_all_collapsed_is_chance_not_nan() -> None:
    found = disentanglement(np.ones((len(V), 2)), V)
    assert found["collapsed_latents"] == 2
    for name in (
        "mig",
        "sap",
        "mcc_pearson",
        "modularity",
        "dci_disentanglement",
        "dci_completeness",
    ):
        assert found[name] == found[f"{name}_pca"] == found[f"{name}_ica"] == 0, name
    assert found["factor_vae"] == pytest.approx(1 / 3)
    assert found["beta_vae"] == pytest.approx(1 / 3, abs=0.01)


def test_constant_factors_are_left_out() -> None:
    z = V[:, :2] + 0.1 * NOISE[:, :2]
    with_one = disentanglement(z, np.column_stack([V, np.ones(len(V))]))
    assert with_one.pop("constant_factors") == 1
    assert with_one == {k: v for k, v in disentanglement(z, V).items() if k != "constant_factors"}


def test_with_one_factor_what_compares_factors_is_not_there() -> None:
    found = disentanglement(V[:, :1], V[:, :1])
    assert [found["mig"], found["mcc_pearson"]] == pytest.approx([1, 1])
    absent = {"beta_vae", "factor_vae", "modularity", "dci_disentanglement", "dci_completeness"}
    assert not absent & set(found)
    with pytest.raises(SculptorError, match="2 or more factors that vary, received 1"):
        modularity(V[:, :1], V[:, :1])


@pytest.mark.parametrize(
    ("z", "factors", "message"),
    [
        (V[:99], V[:99], "100 rows or more"),
        (V, V[:-1], "600 rows of latents and 599 of factors"),
        (np.where(V == 3, np.nan, V), V, "finite latents"),
        (V, np.where(V == 3, np.inf, V), "finite factors"),
        (V, V[:, 0], "factors as rows and columns"),
        (V, np.ones_like(V), "1 or more factors that vary, received 0 out of 3"),
        (V, V.astype(str).astype(object) + "a", "factors as an array of numbers"),
    ],
)
def test_says_what_is_wrong(z: np.ndarray, factors: np.ndarray, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        disentanglement(z, factors)
