"""Each classifier gives the log-ratio of two densities where it is known."""

import numpy as np
import pytest

from sculptor.metrics.classifiers.boosting import boosting
from sculptor.metrics.classifiers.classifier import Classifier, labelled
from sculptor.metrics.classifiers.linear import linear

GENERATOR = np.random.default_rng(0)
LINE = np.linspace(-1, 2, 200)[:, None]


def test_labelled() -> None:
    rows, labels = labelled(np.ones((2, 3)), np.zeros((1, 3)))
    assert rows.sum(1).tolist() == [3, 3, 0]
    assert labels.tolist() == [True, True, False]


@pytest.mark.parametrize(("classifier", "error"), [(linear, 0.15), (boosting, 0.45)])
def test_between_shifted_gaussians_log_odds_are_a_line(
    classifier: Classifier, error: float
) -> None:
    # log N(x; 1, 1) - log N(x; 0, 1) = x - 1/2, also where one set has three times as many rows.
    first, second = GENERATOR.standard_normal((2_000, 1)) + 1, GENERATOR.standard_normal((6_000, 1))
    found = classifier(first, second, 0)(LINE)
    assert np.sqrt(np.square(found - (LINE[:, 0] - 0.5)).mean()) < error


def test_boosting_tells_a_product_of_signs() -> None:
    first, second = np.abs(GENERATOR.standard_normal((2, 2_000, 2)))
    first *= GENERATOR.choice([-1, 1], (2_000, 1))
    second[:, 0] *= -1
    second *= GENERATOR.choice([-1, 1], (2_000, 1))
    log_odds = boosting(first[:1_500], second[:1_500], 0)
    assert np.mean(log_odds(first[1_500:]) > 0) > 0.9
    assert np.mean(log_odds(second[1_500:]) < 0) > 0.9


@pytest.mark.parametrize("classifier", [linear, boosting])
def test_the_same_seed_gives_the_same_and_a_constant_column_does_no_harm(
    classifier: Classifier,
) -> None:
    first, second = GENERATOR.standard_normal((2, 100, 3))
    first[:, 2] = second[:, 2] = 0
    scores = [classifier(first, second, 3)(first) for _ in range(2)]
    assert np.isfinite(scores[0]).all()
    assert scores[0].tolist() == scores[1].tolist()
