"""Heavy tails, and ranks of which they have no part."""

import numpy as np
import pytest
from scipy import stats

from sculptor.metrics.lps.tails import heavy_tails
from sculptor.metrics.ranks import normal_scores


@pytest.mark.parametrize("n", [2_000, 10_000])
def test_only_tails_that_leave_the_variance_unsure_are_heavy(n: int) -> None:
    generator = np.random.default_rng(0)
    z = np.column_stack(
        [
            generator.standard_normal(n),
            generator.uniform(size=n),
            generator.standard_t(2.5, n),
            np.full(n, 3.0),
            generator.integers(2, size=n),
        ]
    )
    assert heavy_tails(z).tolist() == [False, False, True, False, False]


def test_normal_scores_are_quantiles_of_ranks() -> None:
    z = np.random.default_rng(0).standard_t(2.5, (500, 2))
    expected = stats.norm.ppf((stats.rankdata(z, axis=0) - 0.5) / 500)
    assert normal_scores(z, z) == pytest.approx(expected)
    # Any rising curve of a latent has the same ones.
    assert normal_scores(z**3, z**3) == pytest.approx(expected)


def test_ties_share_their_mean_and_new_rows_lie_between() -> None:
    known = np.array([[1.0], [2.0], [2.0], [5.0]])
    found = normal_scores(np.array([[2.0], [3.5], [9.0], [-9.0]]), known)
    ranks = np.array([2.5, 3.25, 4, 1])
    assert found[:, 0] == pytest.approx(stats.norm.ppf((ranks - 0.5) / 4))
