"""Which latents dependence is looked for in, and their normal scores."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.dependence.coordinates import varying
from sculptor.metrics.ranks import normal_scores

GENERATOR = np.random.default_rng(0)


def test_constant_latents_are_left_out_and_the_others_standardised() -> None:
    z = np.column_stack([GENERATOR.standard_normal((100, 2)) * 3 + 1, np.full(100, 0.1)])
    kept = varying(z)
    assert kept.shape == (100, 2)
    assert kept.mean(0) == pytest.approx([0, 0])
    assert kept.std(0) == pytest.approx([1, 1])
    with pytest.raises(SculptorError, match="received 1 out of 2"):
        varying(z[:, 1:])


def test_normal_scores_are_gaussian_in_the_order_of_the_values() -> None:
    z = GENERATOR.standard_cauchy((2_000, 2))
    scores = normal_scores(z)
    assert (scores.argsort(0) == z.argsort(0)).all()
    assert scores.mean(0) == pytest.approx([0, 0], abs=1e-9)
    assert scores.std(0) == pytest.approx([1, 1], abs=0.01)
    assert (normal_scores(np.exp(-np.abs(z) / 99) * 5) == normal_scores(-np.abs(z))).all()
    tied = normal_scores(np.array([[1.0], [0.0], [1.0], [0.0]]))
    assert tied.ravel() == pytest.approx([0.674, -0.674, 0.674, -0.674], abs=1e-3)
