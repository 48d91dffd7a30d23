"""Figures of latents that are tied to factors, where the truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from sculptor import data, priors
from sculptor.measure.target import Target
from sculptor.measure.ties import TiedTarget
from sculptor.metrics.factors.circular import circular_correlation
from sculptor.priors.known import told
from sculptor.priors.ties import Tied

PRIOR = priors.compose(
    [
        priors.tied("uniform", "x"),
        priors.tied("ring", "orientation", "circular"),
        priors.tied({"kind": "gaussian-mixture", "k": 3}, "shape", "categorical"),
    ]
)


def target(images: data.Dataset) -> tuple[TiedTarget, Tied]:
    prior = told(PRIOR, images)
    assert isinstance(prior, Tied)
    found = TiedTarget.of(prior, images, Target.of(prior, 100, 0).discrepancy)
    assert found is not None
    return found, prior


def test_codes_drawn_from_the_parts_follow_their_factors_and_others_do_not() -> None:
    images = data.load("sprites").split("test").take(slice(0, 2_000))
    ties, prior = target(images)
    assert images.factors is not None
    codes = prior.codes(images.factors, images.factor_names)
    z = np.empty((2_000, 5), np.float32)
    for number, tie in enumerate(prior.ties):
        samples = prior.part(number, 200)
        rows = np.random.default_rng(0).integers(200, size=2_000)
        z[:, tie.columns] = samples[codes[:, number], rows]
    metrics, details = ties.figures(z)
    assert metrics["tied_rank"] == metrics["tied_mcc"] > 0.99
    assert metrics["tied_circular"] > 0.99
    assert metrics["tied_accuracy"] > 0.97
    assert 0.3 < metrics["tied_mig"] < 0.5, "an angle is told by two latents alike"
    assert list(details["tied"]) == ["x", "orientation", "shape"]
    falling = np.column_stack([-z[:, 0], z[:, 1], -z[:, 2], z[:, 3:]])
    metrics, _ = ties.figures(falling)
    assert metrics["tied_rank"] < -0.99
    assert metrics["tied_circular"] < -0.99
    metrics, _ = ties.figures(z[::-1].copy())
    assert abs(metrics["tied_rank"]) < 0.1
    assert abs(metrics["tied_circular"]) < 0.1
    assert metrics["tied_accuracy"] == pytest.approx(1 / 3, abs=0.08)


def test_of_factors_that_are_not_known_nothing_is_said() -> None:
    images = data.load("sprites").split("test").take(slice(0, 500))
    assert images.factors is not None
    part = np.array(images.factors)
    part[:, 3] = np.nan
    ties, _ = target(images)
    ties = TiedTarget(
        told(PRIOR, images),  # type: ignore[arg-type]
        replace(images, factors=part),
        Target.of(PRIOR, 100, 0).discrepancy,
    )
    metrics, details = ties.figures(PRIOR.sample(500, 0))
    assert "tied_rank" not in metrics
    assert "x" not in details["tied"]
    assert (
        TiedTarget.of(PRIOR, replace(images, factors=None), ties._regions[2]._discrepancy) is None
    )


def test_a_circular_correlation_on_paper() -> None:
    quarters = np.arange(4) * np.pi / 2
    assert circular_correlation(quarters, quarters + 1) == pytest.approx(1)
    assert circular_correlation(quarters, -quarters) == pytest.approx(-1)
    eighths = np.arange(8) * np.pi / 4
    assert circular_correlation(eighths, 2 * eighths) == pytest.approx(0)
    assert np.isnan(circular_correlation(quarters, quarters * 0))
