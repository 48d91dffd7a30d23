"""All figures of dependence together: which are there, and which way they point."""

import math

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.measure.catalogue import METRICS
from sculptor.metrics.dependence.independence import independence

GENERATOR = np.random.default_rng(0)
Z = GENERATOR.standard_normal((400, 4))
ALL = {
    "joint_accuracy",
    "joint_auc",
    "joint_p_value",
    "total_correlation",
    "gaussian_total_correlation",
    "copula_total_correlation",
    "copula_p_value",
    "distance_correlation",
    "distance_correlation_max",
    "distance_correlation_p_value",
    "dhsic",
    "dhsic_p_value",
}


def test_mixed_latents_are_worse_by_every_figure_that_has_a_direction() -> None:
    apart, mixed = independence(Z), independence(Z @ (np.eye(4) + 0.5))
    assert apart.keys() == mixed.keys() == ALL <= METRICS.keys()
    assert all(math.isfinite(value) for value in (*apart.values(), *mixed.values()))
    for name in ALL:
        if METRICS[name].better == "low":
            assert apart[name] < mixed[name], name
        else:
            assert apart[name] > 1e-3 > 1e-9 > mixed[name], name


def test_what_is_not_defined_is_not_there() -> None:
    many = GENERATOR.standard_normal((60, 60))
    assert ALL - independence(many).keys() == {
        "gaussian_total_correlation",
        "copula_total_correlation",
        "copula_p_value",
        "dhsic",
        "dhsic_p_value",
    }
    flat = np.where(np.arange(4) > 0, 1.0, Z)
    assert independence(flat) == {}


def test_constant_latents_change_nothing() -> None:
    assert independence(np.column_stack([Z, np.ones(len(Z))]), 3) == independence(Z, 3)


def test_says_what_is_wrong() -> None:
    with pytest.raises(SculptorError, match="60 rows or more"):
        independence(Z[:59])
