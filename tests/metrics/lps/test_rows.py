"""Which rows are scored, and which are fitted on for that."""

from dataclasses import replace

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.lps.effort import FULL, QUICK, Effort
from sculptor.metrics.lps.rows import Rows


def rows(n: int, others: int = 0, groups: np.ndarray | None = None, effort: Effort = FULL) -> Rows:
    z = np.arange(2.0 * n).reshape(n, 2)
    more = -1 - np.arange(2.0 * others).reshape(others, 2)
    of = np.arange(n + others) if groups is None else groups
    return Rows.of(z, more, of, effort, np.random.default_rng(0))


def test_every_row_is_scored_once_and_fitted_on_for_the_others() -> None:
    found = rows(10)
    assert found.scored.tolist() == list(range(10))
    assert sorted(found.latents[:, 0]) == [2.0 * i for i in range(10)]
    for fit, held in zip(found.fits, found.held, strict=True):
        assert sorted([*fit, *held]) == list(range(10))
    assert found.fitted == 6
    assert found.units.tolist() == list(range(10))


def test_quick_estimates_score_one_fold() -> None:
    found = rows(9, effort=QUICK)
    assert found.scored.tolist() == [0, 1, 2]
    assert found.units.tolist() == [0, 1, 2]


def test_other_rows_are_fitted_on_and_not_scored() -> None:
    found = rows(9, 5)
    assert (found.latents[found.scored] >= 0).all()
    assert all((found.latents[fit][:, 0] < 0).sum() == 5 for fit in found.fits)
    enough = rows(9, 18)
    assert [held.tolist() for held in enough.held] == [list(range(9))]
    assert (enough.latents[enough.fits[0]] < 0).all()


def test_rows_beyond_those_scored_are_fitted_on() -> None:
    found = rows(100, effort=replace(FULL, rows=60, others=30))
    assert found.n == 60
    assert found.fitted == 70


def test_groups_are_never_on_both_sides() -> None:
    generator = np.random.default_rng(1)
    groups = generator.integers(12, size=100)
    found = rows(70, 30, groups)
    of = np.where(
        found.latents[:, 0] >= 0, found.latents[:, 0] / 2, 70 - (found.latents[:, 0] + 1) / 2
    )
    names = groups[of.astype(int)]
    for fit, held in zip(found.fits, found.held, strict=True):
        assert not set(names[fit]) & set(names[held])
    assert found.scored.tolist() == list(range(70))
    # A unit is all rows of a group that are scored.
    assert len(found.units) == len(set(groups[:70]))
    assert all(len(set(part)) == 1 for part in np.split(names[:70], found.units[1:]))


def test_three_groups_are_three_folds_and_two_are_too_few() -> None:
    found = rows(12, groups=np.repeat([0, 1, 2], [2, 3, 7]))
    assert sorted(map(len, found.held)) == [2, 3, 7]
    with pytest.raises(SculptorError, match="3 or more groups of rows"):
        rows(12, groups=np.repeat([0, 1], 6))
