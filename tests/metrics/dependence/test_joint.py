"""Joint against product: where the total correlation is known, and that the level is kept."""

import math

import numpy as np
import pytest

from sculptor.metrics.classifiers.classifier import Floats, LogOdds
from sculptor.metrics.dependence import joint
from sculptor.metrics.dependence.joint import joint_test

GENERATOR = np.random.default_rng(0)


def products(first: Floats, second: Floats, seed: int) -> LogOdds:
    """Log-odds by the mean products of each two latents: as quick as it is simple.

    What it finds on one half is what it finds on the other: the worst case of cross-fitting.
    """
    above = np.triu_indices(first.shape[1], 1)
    weights = np.subtract(*((side.T @ side / len(side))[above] for side in (first, second)))
    return lambda rows: (rows[:, above[0]] * rows[:, above[1]]) @ weights


def test_three_signs_share_log_2_nats() -> None:
    z = np.abs(GENERATOR.standard_normal((3_000, 4))) * GENERATOR.choice([-1, 1], (3_000, 4))
    z[:, 2] = np.abs(z[:, 2]) * np.sign(z[:, 0] * z[:, 1])
    found = joint_test(z)
    assert found.p_value < 1e-12
    assert found.total_correlation == pytest.approx(math.log(2), abs=0.15)
    assert found.accuracy == pytest.approx(0.75, abs=0.04)  # half of the product looks as the joint
    assert (found.n, found.n_tested) == (3_000, 1_500)


@pytest.mark.parametrize("r", [0.3, 0.6])
def test_a_gaussian_shares_minus_half_log_det(r: float) -> None:
    common, own = GENERATOR.standard_normal((4_000, 1)), GENERATOR.standard_normal((4_000, 5))
    z = math.sqrt(r) * common + math.sqrt(1 - r) * own
    truth = -(4 * math.log(1 - r) + math.log(1 + 4 * r)) / 2
    found = joint_test(np.exp(2 * z))  # the marginals do not matter
    assert 0.75 * truth < found.total_correlation < 1.1 * truth


def test_independent_latents_are_at_chance() -> None:
    found = joint_test(GENERATOR.standard_t(2, (2_000, 5)))
    assert found.accuracy == pytest.approx(0.5, abs=0.03)
    assert found.auc == pytest.approx(0.5, abs=0.04)
    assert found.total_correlation < 0.01
    assert found.p_value > 1e-3


def test_the_level_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "CLASSIFIERS", {"one": products})
    draws = 500
    p = np.array([joint_test(z).p_value for z in GENERATOR.uniform(size=(draws, 150, 3))])
    # 0.05 within four standard errors.
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / draws))
    assert np.median(p) == pytest.approx(0.5, abs=2 / math.sqrt(draws))


def test_the_better_of_two_counts_with_twice_its_p_value(monkeypatch: pytest.MonkeyPatch) -> None:
    z = GENERATOR.standard_normal((400, 3))
    z[:, 1] += 0.2 * z[:, 0]
    monkeypatch.setattr(joint, "CLASSIFIERS", {"one": products})
    once = joint_test(z)
    monkeypatch.setattr(
        joint,
        "CLASSIFIERS",
        {"none": lambda first, second, seed: lambda rows: 0 * rows[:, 0], "one": products},
    )
    both = joint_test(z)
    assert both.classifier == "one"
    assert both.p_value == pytest.approx(2 * once.p_value)
    assert once.p_value < 0.5


def test_what_says_nothing_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        joint, "CLASSIFIERS", {"none": lambda first, second, seed: lambda rows: 0 * rows[:, 0]}
    )
    found = joint_test(GENERATOR.standard_normal((100, 2)))
    assert (found.accuracy, found.auc, found.total_correlation) == (0.5, 0.5, 0)
    assert found.p_value == pytest.approx(0.5)


def test_evidence_is_what_its_parts_say() -> None:
    rows, copies = GENERATOR.standard_normal(7).round(1), GENERATOR.standard_normal((3, 7)).round(1)
    z, accuracy, auc, bound = joint._evidence(rows, copies)
    half = {True: 1.0, False: 0.0}
    pairs = [half[x > y] + 0.5 * (x == y) for x in rows for y in copies.ravel()]
    assert auc == pytest.approx(np.mean(pairs))
    hits = (
        [half[x > 0] + 0.5 * (x == 0) for x in rows],
        [half[y < 0] + 0.5 * (y == 0) for y in copies.ravel()],
    )
    assert accuracy == pytest.approx((np.mean(hits[0]) + np.mean(hits[1])) / 2)
    assert bound == pytest.approx(rows.mean() - math.log(np.exp(copies).mean()))
    assert np.sign(z) == np.sign(
        (1 / (1 + np.exp(-rows))).mean() - (1 / (1 + np.exp(-copies))).mean()
    )


def test_copies_are_permuted_latent_by_latent() -> None:
    rows = np.arange(12.0).reshape(6, 2)
    copies = joint._permuted(rows, 40, GENERATOR)
    assert (np.sort(copies, axis=1) == rows).all()
    assert not (copies[:, :, 1] == copies[:, :, 0] + 1).all(axis=1).any()


def test_many_rows_are_bounded_and_the_seed_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "ROWS", 90)
    monkeypatch.setattr(joint, "CLASSIFIERS", {"one": products})
    z = GENERATOR.standard_normal((300, 2))
    first, again, other = (joint_test(z, seed) for seed in (0, 0, 1))
    assert first.n == 90
    assert first == again != other
