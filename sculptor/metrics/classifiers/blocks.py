"""Which rows a classifier is fitted on, and on which later ones it then is tested."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

BLOCKS = 3
"""In which the second half of the rows is tested."""


def blocks(n: int) -> list[tuple[Rows, Rows]]:
    """Rows to fit on, and rows to test on, which follow them: each block by all that is before it.

    The first half is fitted on only; the second is tested in three blocks. In cross-fitting each
    row is fitted on and tested, so that what the folds find depends on each other, by how much is
    not known. Here the test of a block is at its level whatever was before it, so that the tests
    of all blocks are independent under the null hypothesis (`together`).

    >>> [(len(fit), held.tolist()) for fit, held in blocks(12)]
    [(6, [6, 7]), (8, [8, 9]), (10, [10, 11])]

    Args:
        n: Rows, in random order.
    """
    held = np.array_split(np.arange(n // 2, n), BLOCKS)
    return [(np.arange(part[0]), part) for part in held]


def together(z: Floats, fitted: Sequence[int]) -> Floats:
    """The p-values of all blocks together, from one standard Gaussian of each.

    P(Z ≥ sum_k w_k z_k), w_k² = m_k / sum m_k, with m_k the rows fitted on: Stouffer's method,
    where the blocks whose classifier has learnt most count most.

    >>> import numpy as np
    >>> together(np.array([[1.644854]]), [9]).round(3).tolist()
    [0.05]
    >>> together(np.array([[2.0, 0.0], [2.0, 0.0]]), [1, 1]).round(4).tolist()
    [0.0023, 0.5]

    Args:
        z: Of each block and test, large where the two sets differ, ``(blocks, tests)``.
        fitted: Rows that each block's classifier was fitted on.
    """
    from scipy.special import ndtr

    weights = np.sqrt(np.asarray(fitted) / math.fsum(fitted))
    p_values: Floats = ndtr(-weights @ z)
    return p_values


def surest(z: Floats, fitted: Sequence[int]) -> tuple[int, float]:
    """The test with the smallest p-value over all blocks, and that, corrected for the choice.

    It is `together` of that test times the number of tests (Bonferroni).

    >>> best, p_value = surest(np.array([[0.0, 1.644854]]), [9])
    >>> best, round(p_value, 3)
    (1, 0.1)

    Args:
        z: As of `together`.
        fitted: As of `together`.
    """
    p_values = together(z, fitted)
    best = int(p_values.argmin())
    return best, min(1.0, len(p_values) * float(p_values[best]))
