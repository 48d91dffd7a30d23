"""Which rows a predictor is fitted on, on which it is judged, and which it then predicts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]

CHECKED = 0.15
"""Part of the rows to fit on that is kept to judge by: when to stop, and whom to believe."""


@dataclass(frozen=True)
class Split:
    """Three sets of rows that have none in common.

    >>> split = Split.of(np.arange(3, 13), np.arange(3))
    >>> split.check.tolist(), split.train.tolist(), split.seen.tolist()
    ([3, 4], [5, 6, 7, 8, 9, 10, 11, 12], [3, 4, 0, 1, 2])

    Attributes:
        train: Rows on which predictors are fitted.
        check: Rows on which they are judged: when to stop, and how much each weighs.
        held: Rows that are predicted, and have no part in either.
    """

    train: Rows
    check: Rows
    held: Rows

    @classmethod
    def of(cls, fit: Rows, held: Rows) -> Split:
        """Rows to fit on, in random order, of which the first are kept to judge by."""
        checked = max(2, math.ceil(CHECKED * len(fit)))
        return cls(fit[checked:], fit[:checked], held)

    @property
    def fit(self) -> Rows:
        """All rows that are not held out."""
        return np.concatenate([self.check, self.train])

    @property
    def seen(self) -> Rows:
        """Rows that predictors give their predictions of: first those to judge by."""
        return np.concatenate([self.check, self.held])
