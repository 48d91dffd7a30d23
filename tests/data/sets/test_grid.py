"""Factors on a grid."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.data.sets import grid


def test_a_sample_is_distinct_and_no_more_than_there_is() -> None:
    axes = [np.arange(3.0), np.array([5.0, 7.0])]
    found = grid.sample(axes, 6, 1, "points")
    assert len({tuple(row) for row in found.tolist()}) == 6
    with pytest.raises(SculptorError, match="Expected from 0 to 6 points, received 7"):
        grid.sample(axes, 7, 1, "points")


def test_values_are_checked_by_shape_and_row() -> None:
    positive = lambda values: {"positive a": values[:, 0] > 0}  # noqa: E731
    assert grid.checked([[1, 2]], ("a", "b"), positive).dtype == np.float32
    with pytest.raises(SculptorError, match=r"\(n, 2\), a, b; received the shape \(1, 3\)"):
        grid.checked([[1, 2, 3]], ("a", "b"), positive)
    with pytest.raises(SculptorError, match=r"positive a, received \[-1.0, 2.0\] in row 1"):
        grid.checked([[1, 2], [-1, 2]], ("a", "b"), positive)
