"""The images that models are looked at and measured on: the same for every run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.data import Dataset
from sculptor.data.dataset import Images, Split

Rows = npt.NDArray[np.int64]

LIVE = 2_000
"""Held-out images that snapshots look at, at most."""

WHOLE = 3_000
"""Held-out images on which a trained model is measured, at most."""

GENERATED = 5_000
"""Generated images of a trained model, and real ones that they are held to, at most."""

TRAINING = 12_000
"""Training images on whose codes predictors of latents are fitted beside, at most."""


def live_rows(n: int) -> Rows:
    """Rows out of the ``n`` of a held-out split that snapshots look at, in ascending order."""
    return np.sort(_rows(n, LIVE))


def whole(dataset: Dataset) -> Dataset:
    """The images on which every trained model is measured, with what is known of them."""
    test = dataset.split("test")
    return test.take(_rows(len(test), WHOLE))


def beside(dataset: Dataset, most: int, split: Split = "test") -> tuple[Images, Images]:
    """Held-out images, and as many of the training split that show what chance does.

    Args:
        dataset: All splits.
        most: Images on each side, at most; no more than the smaller split has.
        split: Which are held out.
    """
    held_out = dataset.split(split)
    train = dataset.untested() if split == "test" else dataset.split("train")
    n = min(most, len(train), len(held_out))
    return held_out.images[_rows(len(held_out), n)], train.images[_rows(len(train), n)]


def training(dataset: Dataset) -> Images:
    """Images ``(n, c, h, w)`` outside the test split, on whose codes predictors may be fitted.

    What is predicted is of the test split; what is fitted on may have been trained on.
    """
    train = dataset.untested()
    return train.images[np.sort(_rows(len(train), TRAINING))]


def _rows(n: int, most: int) -> Rows:
    """Some of n rows in random order, those of fewer among them and first."""
    return np.random.default_rng(0).permutation(n)[:most]
