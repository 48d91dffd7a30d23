"""Which rows a predictor is fitted on, and which it then predicts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Folds:
    """Rows that are in random order already, cut into ``count`` folds of neighbours.

    A predictor is fitted ``used`` times, on all folds but one, and predicts that one: all of them
    in turn, which is cross-fitting, or the first alone, which is a held-out set.

    >>> folds = Folds(7, count=3, used=1)
    >>> [(fit.tolist(), held.tolist()) for fit, held in folds.pairs()], folds.held
    ([([3, 4, 5, 6], [0, 1, 2])], 3)

    Attributes:
        n: Rows.
        count: Folds, at least 2.
        used: Folds that are predicted.
    """

    n: int
    count: int
    used: int

    def pairs(self) -> list[tuple[Rows, Rows]]:
        """Rows to fit on and rows to predict; the latter, one after the other, count from 0."""
        parts = np.array_split(np.arange(self.n), self.count)
        return [(np.concatenate([*parts[:k], *parts[k + 1 :]]), parts[k]) for k in range(self.used)]

    @property
    def held(self) -> int:
        """Rows that are predicted."""
        return sum(len(held) for _, held in self.pairs())
