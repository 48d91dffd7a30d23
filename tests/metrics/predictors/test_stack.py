"""Weights of predictors whose truth is known."""

import numpy as np
import pytest

from sculptor.metrics.predictors.stack import weights

X = np.random.default_rng(0).standard_normal((3, 400))


def test_what_two_predictors_tell_apart_is_added_up() -> None:
    # y = x_0 + x_1 / 2, which either predictor knows a part of.
    assert weights(X, X[0] + 0.5 * X[1]) == pytest.approx([1, 0.5, 0], abs=1e-9)


def test_the_simplest_of_those_that_do_as_well_is_taken_alone() -> None:
    y = X[0] + 0.5 * X[1]
    better = y + 1e-3 * X[2]
    assert weights(np.stack([better, y]), y) == pytest.approx([1, 0], abs=1e-3)
    assert weights(np.stack([X[0], y]), y) == pytest.approx([0, 1])


def test_a_prediction_that_is_too_large_is_shrunk_and_none_is_enlarged() -> None:
    assert weights(2 * X[:1], X[0]) == pytest.approx([0.5])
    # Alone it has a weight of 1 at most, and so is no match for what the sum allows.
    assert weights(0.5 * X[:1], X[0]) == pytest.approx([2])


def test_what_is_of_no_use_has_no_weight() -> None:
    assert weights(-X[:1], X[0]).tolist() == [0]
    assert weights(np.zeros((2, 400)), X[0]).tolist() == [0, 0]
