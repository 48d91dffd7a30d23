"""What an estimate of the Latent Predictability Score tells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.lps.curve import Interval, Point
from sculptor.spec import load

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Distributional:
    """How much the others tell about the distribution of each latent, as a part of all there is.

    Attributes:
        score: Mean of ``per_dimension``; NaN where fewer than two latents vary.
        per_dimension: ``(dim,)``; NaN where a latent is constant, or has one bin because nearly
            all its values are equal.
        floor: As of the score of means.
        interval: As of the score of means.
    """

    score: float
    per_dimension: Floats
    floor: float
    interval: Interval


@dataclass(frozen=True)
class Predictability:
    """How predictable latents are, and how predictable they would be by chance.

    Attributes:
        score: Mean of ``per_dimension`` over the latents that vary; 0 is independent in the mean, 1
            is fully determined; NaN where fewer than two vary. It is a lower bound: predictors
            fitted on more rows may find more, see ``limit``.
        per_dimension: The score of each latent, ``(dim,)``; NaN where it is constant, or is not
            predicted in a quick estimate.
        predictor: Who predicts each latent best by itself, or the simplest of those that are alike:
            ``ridge``, ``products``, ``boosting``, ``network`` or ``masked``; ``none`` where nothing
            is predicted.
        floor: 95 % quantile of the score of independent latents, given the predictors. A score at
            or below it cannot be told from independence.
        interval: Of 95 % confidence, around the score.
        distributional: What the others tell about a latent beyond its mean.
        curve: Points of the learning curve, of which the last is the score.
        slope: Of the curve at its end: the gain from the last doubling of the rows fitted on; NaN
            in a quick estimate, and where there are too few rows for a curve.
        slope_interval: Of 95 % confidence.
        limit: What the curve comes to with ever more rows; NaN like ``slope``.
        limit_interval: Of 95 % confidence; up to 1 where the curve does not bend yet.
        converged: Whether ever more rows would add no more than 0.005 and 2 % of the score, by the
            upper end of 95 %.
    """

    score: float
    per_dimension: Floats
    predictor: tuple[str, ...]
    floor: float
    interval: Interval
    distributional: Distributional
    curve: tuple[Point, ...]
    slope: float
    slope_interval: Interval
    limit: float
    limit_interval: Interval
    converged: bool


@dataclass(frozen=True, repr=False)
class LPSResult(Predictability):
    """The predictability of latents, and of which rows it is.

    Attributes:
        collapsed: Which latents vary by at most 1 % of the widest, ``(dim,)``. They count as any
            other unless they are constant, since scores have no scale.
        n: Rows of the latents given that are used: scored or, in a quick estimate, scored and
            fitted on.
        n_fitted: Rows that each predictor is fitted on.
        n_predicted: Rows scored, by predictors that did not see them.
        representation: ``mean`` or ``sample`` of the encoder, as the caller said it.
        seed: Of all that is drawn.
        heavy_tails: Of which latents a few rows decide on the score, ``(dim,)``, see
            `sculptor.metrics.lps.tails.heavy_tails`.
        ranks: The predictability of normal scores, each latent by its rank, which no tail sways:
            where some have heavy tails, rely on this one. None where none has, and in a quick
            estimate.
        notes: What is to be said of these rows, a sentence each.
    """

    collapsed: Flags
    n: int
    n_fitted: int
    n_predicted: int
    representation: str | None
    seed: int
    heavy_tails: Flags
    ranks: Predictability | None
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """The score and what it is to be read with; all else are attributes."""
        return (
            f"LPSResult(score={self.score:.3f}, floor={self.floor:.3f}, "
            f"distributional={self.distributional.score:.3f}, n={self.n})"
        )

    def _repr_html_(self) -> str:
        """A small picture and its figures, in a notebook."""
        found: str = load("sculptor.notebook.reprs:lps", "picture for notebooks")(self)
        return found
