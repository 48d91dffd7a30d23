"""Codes and samples: in double precision, and refused where they cannot be compared."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.match.pair import LEAST, pair

Z = np.arange(3.0 * LEAST, dtype=np.float32).reshape(LEAST, 3)


def test_lists_and_single_precision_become_doubles_and_sizes_may_differ() -> None:
    codes, samples = pair(Z.tolist(), np.concatenate([Z, Z]))
    assert codes.dtype == samples.dtype == np.float64
    assert np.array_equal(codes, Z)
    assert samples.shape == (2 * LEAST, 3)


@pytest.mark.parametrize(
    ("z", "target", "message"),
    [
        (Z[1:], Z, "20 rows or more"),
        (Z, Z[1:], "samples of the prior"),
        (Z, Z[:, :2], "equal dimensions, received 3 and 2"),
        (Z, np.where(Z == 7, np.inf, Z), "finite samples of the prior"),
    ],
)
def test_what_cannot_be_compared(z: np.ndarray, target: np.ndarray, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        pair(z, target)
