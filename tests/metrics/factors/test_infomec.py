"""InfoMEC where the answer is known on paper: every combination of values once."""

import itertools
import math
from dataclasses import astuple

import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from sculptor.metrics.factors.infomec import infomec

V = np.array(list(itertools.product(range(4), range(5), range(10))), dtype=float).repeat(3, 0)
PAIR = np.array(list(itertools.product(range(8), range(8))), dtype=float).repeat(8, 0)
TURN = np.array([[1.0, 1.0], [-1.0, 1.0]])
NOISE = np.random.default_rng(0).standard_normal((len(V), 3))


@pytest.mark.parametrize(
    ("z", "factors", "modularity", "explicitness", "compactness"),
    [
        (V, V, 1, 1, 1),
        (V[:, [2, 0, 1]] * [-1, 5, 0.2] + 3, V, 1, 1, 1),
        # Each latent tells as much of one factor as of the other; both are linear in the two.
        (PAIR @ TURN, PAIR, 0, 1, 0),
        # One factor out of three in two latents: (1/2 + 1 + 1) / 3, above 1/4 for four latents.
        (np.column_stack([V, V[:, 0]]), V, 1, 1, (2.5 / 3 - 1 / 4) / (1 - 1 / 4)),
        # One factor out of three in none, evenly: (1 + 1 + 1/2) / 3, above 1/2 for two latents.
        (V[:, :2], V, 1, 2 / 3, 2 / 3),
        (np.full((len(V), 2), 7.0), V, 0, 0, math.nan),
        (V[:, :1], V[:, :1], math.nan, 1, math.nan),
    ],
)
def test_known_on_paper(
    z: np.ndarray,
    factors: np.ndarray,
    modularity: float,
    explicitness: float,
    compactness: float,
) -> None:
    found = astuple(infomec(z, factors))
    expected = modularity, explicitness, compactness
    assert found == pytest.approx(expected, abs=2e-3, nan_ok=True)


def test_shares_are_those_of_another_library() -> None:
    generator = np.random.default_rng(3)
    noise = generator.integers(0, 3, V.shape)
    z = np.column_stack([V[:, 0] + noise[:, 0], V[:, 1] * noise[:, 1], V[:, 2] + V[:, 0], noise])
    shares = np.array(
        [[mutual_info_score(a, b) / mutual_info_score(b, b) for b in V.T] for a in z.T]
    )
    d, k = shares.shape
    of_latents = (np.mean(shares.max(1) / shares.sum(1)) - 1 / k) / (1 - 1 / k)
    of_factors = (np.mean(shares.max(0) / shares.sum(0)) - 1 / d) / (1 - 1 / d)
    found = infomec(z, V)
    assert found.modularity == pytest.approx(of_latents)
    assert found.compactness == pytest.approx(of_factors)


def test_of_numbers_explicitness_is_r_squared() -> None:
    generator = np.random.default_rng(1)
    z = generator.standard_normal((4_000, 3))
    v = np.column_stack([0.8 * z[:, 0] + 0.6 * generator.standard_normal(4_000), z[:, 1] ** 2])
    assert infomec(z, v).explicitness == pytest.approx(0.64 / 2, abs=0.02)


def test_of_two_classes_explicitness_is_what_a_channel_passes() -> None:
    # A symmetric channel that errs in one case out of four: 1 - H(1/4) / log 2.
    sent = np.repeat([0.0, 1.0], 4_000)
    received = np.where(np.random.default_rng(2).uniform(size=8_000) < 0.25, 1 - sent, sent)
    lost = -(0.25 * math.log(0.25) + 0.75 * math.log(0.75)) / math.log(2)
    assert infomec(received[:, None], sent[:, None]).explicitness == pytest.approx(
        1 - lost, abs=0.03
    )


def test_noise_is_explicit_in_nothing_and_many_latents_do_not_raise_it() -> None:
    many = np.random.default_rng(0).standard_normal((len(V), 60))
    assert infomec(many, V).explicitness < 0.02
    found = infomec(NOISE, V)
    assert found.explicitness < 0.02
    assert found.modularity < 0.3
    assert found.compactness < 0.2


def test_a_class_that_is_held_out_alone_counts_for_nothing() -> None:
    rare = np.append(V[:, 0], [9.0])[:, None]
    for seed in range(8):  # in some of them the last row is held out
        assert infomec(rare, rare, seed).explicitness > 0.9
