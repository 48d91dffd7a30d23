"""The held-out images that models are looked at and measured on: the same for every run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor import data
from sculptor.data import Dataset

Rows = npt.NDArray[np.int64]

LIVE = 2_000
"""Held-out images that snapshots look at, at most."""

WHOLE = 3_000
"""Held-out images on which a trained model is measured, at most."""


def live_rows(n: int) -> Rows:
    """Rows out of the ``n`` of a test split that snapshots look at, in ascending order."""
    return np.sort(np.random.default_rng(0).permutation(n)[:LIVE])


def whole(dataset: str) -> Dataset:
    """The images on which every trained model is measured, with what is known of them."""
    test = data.load(dataset).split("test")
    rows = np.random.default_rng(0).permutation(len(test))[:WHOLE]
    return test.take(rows)
