"""The images that models are looked at and measured on: the same for every run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor import data
from sculptor.data import Dataset

Rows = npt.NDArray[np.int64]
Images = npt.NDArray[np.uint8]

LIVE = 2_000
"""Held-out images that snapshots look at, at most."""

WHOLE = 3_000
"""Held-out images on which a trained model is measured, at most."""

GENERATED = 5_000
"""Generated images of a trained model, and real ones that they are held to, at most."""

TRAINING = 12_000
"""Training images on whose codes predictors of latents are fitted beside, at most."""


def live_rows(n: int) -> Rows:
    """Rows out of the ``n`` of a test split that snapshots look at, in ascending order."""
    return np.sort(np.random.default_rng(0).permutation(n)[:LIVE])


def whole(dataset: str) -> Dataset:
    """The images on which every trained model is measured, with what is known of them."""
    test = data.load(dataset).split("test")
    rows = np.random.default_rng(0).permutation(len(test))[:WHOLE]
    return test.take(rows)


def beside(dataset: Dataset, most: int) -> tuple[Images, Images]:
    """Held-out images, and as many of the training split that show what chance does.

    Args:
        dataset: Both splits.
        most: Images on each side, at most; no more than the smaller split has.
    """
    n = min(most, dataset.train, len(dataset) - dataset.train)
    return _some(dataset.split("test"), n), _some(dataset.split("train"), n)


def _some(split: Dataset, n: int) -> Images:
    """The images of ``n`` rows of a split, those of fewer among them."""
    return split.images[np.random.default_rng(0).permutation(len(split))[:n]]


def training(dataset: str) -> Images:
    """Training images ``(n, c, h, w)`` on whose codes predictors of latents may be fitted.

    What is predicted is always held out; what is fitted on need not be.
    """
    train = data.load(dataset).split("train")
    rows = np.random.default_rng(0).permutation(len(train))[:TRAINING]
    return train.take(np.sort(rows)).images
