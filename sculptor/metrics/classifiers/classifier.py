"""What a classifier is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LogOdds = Callable[[Floats], Floats]
"""Of rows ``(n, d)``, log P(first set | row) - log P(second set | row) as if either set were as
likely, ``(n,)``: an estimate of the log-ratio of the two densities."""

Classifier = Callable[[Floats, Floats, int], LogOdds]
"""Fitted on rows of the first set, rows of the second, which may be of another number, and a seed.
"""


def labelled(first: Floats, second: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """All rows one below the other, and which of them are of the first set."""
    return np.concatenate([first, second]), np.arange(len(first) + len(second)) < len(first)


def accuracy(of_first: Floats, of_second: Floats) -> float:
    """Part of right answers by log-odds of each set; of log-odds of 0 either is as good.

    >>> accuracy(np.array([2.0, 1.0]), np.array([-1.0, 0.0]))
    0.875
    """
    return float(np.sign(of_first).mean() - np.sign(of_second).mean() + 2) / 4
