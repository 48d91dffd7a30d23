"""What predicting latents costs, and how far that is chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.latents import ROUNDING

Floats = npt.NDArray[np.float64]
Bins = npt.NDArray[np.int64]
Units = npt.NDArray[np.intp]
Interval = tuple[float, float]

RESAMPLES, FLIPS = 500, 1_000
"""Of the rows, for intervals, and of signs, for floors."""

TOGETHER = 50
"""Of these, which bounds the memory that they take."""


@dataclass(frozen=True)
class Losses:
    """What predicting each latent in each unit of rows costs, and what a constant prediction does.

    A unit is a row, or several that are not independent of one another. All are ``(units, dim)``.

    Attributes:
        predicted: Cost of the prediction.
        constant: Of the constant prediction.
        chance: The part of what was saved whose expectation is 0 where latents are independent.
    """

    predicted: Floats
    constant: Floats
    chance: Floats

    @classmethod
    def of_means(cls, latents: Floats, predicted: Floats, mean: Floats, units: Units) -> Losses:
        """Squared errors of z predicted by p: (z - p)² = (z - m)² + (p - m)² - 2 (z - m)(p - m).

        Args:
            latents: ``(rows, dim)``.
            predicted: Likewise.
            mean: Of the rows fitted on, likewise.
            units: First row of each unit.
        """
        z, p = latents - mean, predicted - mean
        return cls._of(np.square(z - p), np.square(z), 2 * z * p, units)

    @classmethod
    def of_bins(cls, log_q: Floats, bins: Bins, units: Units) -> Losses:
        """-log q of the bins; the constant costs their entropy.

        With f the frequencies of the bins, log q/f has the expectation -KL(f || q) where the bin
        does not depend on q.

        Args:
            log_q: ``(rows, dim, bins)``.
            bins: ``(rows, dim)``.
            units: First row of each unit.
        """
        often = np.stack([(bins == k).mean(0) for k in range(log_q.shape[2])], axis=1)
        log_f = np.log(np.where(often > 0, often, 1))
        gain = np.where(often > 0, log_q - log_f, 0)
        expected = (often * gain).sum(2)
        true = np.take_along_axis(gain, bins[:, :, None], 2)[:, :, 0]
        surprise = -np.take_along_axis(log_q, bins[:, :, None], 2)[:, :, 0]
        entropy = -(often * log_f).sum(1)
        return cls._of(surprise, np.tile(entropy, (len(bins), 1)), true - expected, units)

    @classmethod
    def _of(cls, predicted: Floats, constant: Floats, chance: Floats, units: Units) -> Losses:
        return cls(*(np.add.reduceat(part, units) for part in (predicted, constant, chance)))

    def scores(self) -> Floats:
        """max(0, 1 - sum predicted / sum constant), ``(dim,)``."""
        return part_saved(self.predicted.sum(0), self.constant.sum(0))

    def floor(self, generator: np.random.Generator) -> float:
        """95 % quantile of the mean score between independent latents, given the predictors.

        Then what chance saves has in each unit either sign with the same probability: the signs are
        drawn anew, one a unit for all latents, since what i gains from j, j gains from i (the wild
        bootstrap by clusters: Cameron, Gelbach & Miller 2008, section 3).
        """
        cost, constant = (self.predicted + self.chance).sum(0), self.constant.sum(0)
        found = []
        for _ in range(FLIPS // TOGETHER):
            signs = generator.choice(np.array([-1.0, 1.0]), (TOGETHER, len(self.chance)))
            found.append(mean(part_saved(cost - signs @ self.chance, constant)))
        return float(np.quantile(np.concatenate(found), 0.95))


def resampled(losses: list[Losses], generator: np.random.Generator) -> Floats:
    """Mean scores of `RESAMPLES` bootstrap resamples of the units, ``(resamples, losses)``.

    The same resamples for all, so that differences between them are paired.
    """
    n, found = len(losses[0].predicted), []
    for _ in range(RESAMPLES // TOGETHER):
        cells = generator.integers(n, size=(TOGETHER, n)) + n * np.arange(TOGETHER)[:, None]
        times = np.bincount(cells.ravel(), minlength=cells.size).reshape(TOGETHER, n).astype(float)
        scores = [
            mean(part_saved(times @ each.predicted, times @ each.constant)) for each in losses
        ]
        found.append(np.stack(scores, axis=1))
    return np.concatenate(found)


def interval(score: float, scores: Floats) -> Interval:
    """Of 95 %, from the scores of resamples: the percentile and the basic interval together."""
    if math.isnan(score):
        return math.nan, math.nan
    low, high = np.quantile(scores, [0.025, 0.975]).tolist()
    return max(min(low, 2 * score - high), 0.0), min(max(high, 2 * score - low), 1.0)


def mean(scores: Floats) -> Floats:
    """Over the latents that have a score, along the last axis; NaN where none has."""
    known = np.isfinite(scores)
    count = known.sum(-1)
    total = np.where(known, scores, 0.0).sum(-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def part_saved(cost: Floats, of_constant: Floats) -> Floats:
    """At least 0, also where it is rounding; NaN where there was nothing to predict."""
    some = of_constant > 0
    saved = np.where(some, 1 - cost / np.where(some, of_constant, 1), np.nan)
    return np.where(saved <= ROUNDING, 0.0, saved)
