"""The bounds of numbers are those within which single precision can be trained in."""

import numpy as np
import pytest

from sculptor.priors.prior import MAX_DIM
from sculptor.priors.transform import LARGEST as SCALE
from sculptor.tables import LARGEST, LEAST
from sculptor.tables.limits import Unlike
from sculptor.tables.numbers import check_numbers


def test_squares_of_distances_stay_in_single_precision() -> None:
    ends = np.finfo(np.float32)
    assert ends.max / 100 > MAX_DIM * (2 * LARGEST * SCALE) ** 2
    assert ends.tiny * 1e10 < LEAST**2


@pytest.mark.parametrize("kind", [np.int64, np.uint64, np.float32, np.longdouble])
def test_every_type_of_number_is_checked(kind: type) -> None:
    check_numbers(np.array([[1], [2]], kind))
    with pytest.raises(Unlike, match="row 2, column 1"):
        check_numbers(np.array([[1], [10**13]], kind))


def test_the_least_whole_number_has_no_positive_one() -> None:
    with pytest.raises(Unlike, match="row 1, column 2"):
        check_numbers(np.array([[0, np.iinfo(np.int64).min], [1, 0]]))


def test_truths_are_numbers() -> None:
    check_numbers(np.array([[True], [False]]))
