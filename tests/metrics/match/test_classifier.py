"""The classifier two-sample test: what it sees, and that it keeps its level."""

import math

import numpy as np
import pytest

from sculptor.metrics.classifiers.linear import linear
from sculptor.metrics.match import classifier
from sculptor.metrics.match.classifier import classifier_test

GENERATOR = np.random.default_rng(0)
X, Y = GENERATOR.standard_normal((2, 600, 3))


def test_boosting_sees_a_dependent_pair_with_the_right_marginals() -> None:
    pair = np.column_stack([Y[:, 0], 0.95 * Y[:, 0] + math.sqrt(1 - 0.95**2) * Y[:, 1]])
    found = classifier_test(pair, X[:, :2])
    assert found.accuracy > 0.65
    assert found.auc > 0.75
    assert found.p_value < 1e-6
    assert found.classifier == "boosting"


@pytest.mark.parametrize("d", [10, 32])
@pytest.mark.parametrize("latents", [1, None])
def test_a_small_shift_is_seen_at_the_size_that_is_measured(d: int, latents: int | None) -> None:
    z, target = np.random.default_rng(d).standard_normal((2, 2_000, d))
    z[:, :latents] += 0.2
    found = classifier_test(z, target)
    assert found.p_value < 0.05
    assert found.classifier == "linear"


def test_equal_distributions_are_at_chance() -> None:
    found = classifier_test(X, Y)
    assert found.accuracy == pytest.approx(0.5, abs=4 / math.sqrt(4 * 600))
    assert found.auc == pytest.approx(0.5, abs=4 / math.sqrt(3 * 600))
    assert found.p_value > 1e-3


def test_the_level_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "CLASSIFIERS", {"linear": linear})
    z, target = GENERATOR.standard_exponential((2, 400, 100, 3)).round(1)  # with ties
    p = np.array([classifier_test(*sides).p_value for sides in zip(z, target, strict=True)])
    # 0.05 within four standard errors.
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / 400))
    assert np.median(p) == pytest.approx(0.5, abs=0.1)


def test_what_does_not_overlap_is_apart_and_sides_may_differ_in_size() -> None:
    found = classifier_test(X[:, :1] + 20, Y[:100, :1])
    assert (found.accuracy, found.auc) == (1, 1)
    assert found.p_value < 1e-12


def test_codes_at_one_point_are_told_from_a_prior_around_it() -> None:
    # Their mean is right; nothing linear tells them.
    found = classifier_test(np.zeros_like(X), Y)
    assert found.classifier == "boosting"
    assert found.accuracy > 0.95
    assert classifier_test(np.zeros_like(X), np.zeros_like(Y)).p_value == 1


def test_the_same_classifier_twice_costs_a_factor_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "CLASSIFIERS", {"linear": linear})
    once = classifier_test(X + 0.1, Y)
    monkeypatch.setattr(classifier, "CLASSIFIERS", {"linear": linear, "again": linear})
    assert classifier_test(X + 0.1, Y).p_value == pytest.approx(2 * once.p_value)
    assert once.p_value < 0.5
