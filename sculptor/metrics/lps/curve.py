"""The learning curve of a score over the rows that predictors are fitted on, and its limit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Interval = tuple[float, float]

EXPONENTS = np.linspace(0.25, 2, 36)
"""Of the power law: 1/4 to 2. What parametric regression lacks falls with 1/n; what local methods,
such as trees, lack falls more slowly; and what is soon learnt faster."""

NOISE = 0.002
"""Standard deviation of a difference between points that is taken for granted: which rows are
fitted on is chance too, and resamples of the rows scored don't know of it."""

TOLERANCE, PART = 0.005, 0.02
"""How much more rows may add to a score that has converged, by the upper end of 95 %: so much, and
this part of the score."""


@dataclass(frozen=True)
class Point:
    """One point of a learning curve.

    Attributes:
        n_fitted: Rows that predictors are fitted on.
        score: Theirs, on the rows scored, which are the same at every point.
        interval: Of 95 % confidence.
    """

    n_fitted: int
    score: float
    interval: Interval


@dataclass(frozen=True)
class Limit:
    """What a learning curve comes to.

    Attributes:
        slope: Gain from the last doubling of the rows; NaN where there is no curve.
        slope_interval: Of 95 % confidence.
        value: Of the curve with ever more rows.
        interval: Of 95 % confidence; up to 1 where the curve does not bend yet.
        converged: Whether more rows add no more than 0.005 and 2 % of the score, by the upper
            end of 95 %.
    """

    slope: float
    slope_interval: Interval
    value: float
    interval: Interval
    converged: bool


NO_LIMIT = Limit(math.nan, (math.nan, math.nan), math.nan, (math.nan, math.nan), converged=False)
"""Of fewer than three points."""


def limit(rows: list[int], scores: Floats, resampled: Floats) -> Limit:
    """Extrapolate a learning curve by a power law a - b n^-c, b at least 0.

    Cortes et al. 1993 ("Learning curves: asymptotic values and rate of convergence", Eq. 3); of the
    shapes that learning curves take it is the most common (Viering & Loog 2023, "The shape of
    learning curves: a review", section 4.1). It is held to the last point, since predictors lose
    nothing by more rows: with x_k = (N / n_k)^c - 1, b is the least-squares slope of the scores
    that the other points lack over x_k, and the limit is the score + b.

    The interval spans the 95 % intervals of resamples for all exponents that are compatible with
    the points (a rise of the weighted squares by at most 3.84, the 95 % quantile of χ² with one
    degree of freedom). Where the last doubling gained more than the one before, or the curve
    rises and the slowest exponent suits it best, there is no limit in sight, and it goes up to 1.

    Args:
        rows: Fitted on at each point, ascending, each twice the one before.
        scores: At each point.
        resampled: The same of resamples of the rows scored, ``(resamples, points)``.
    """
    score = float(scores[-1])
    if len(rows) < 3 or math.isnan(score):
        return NO_LIMIT
    x = (rows[-1] / np.array(rows[:-1]))[None] ** EXPONENTS[:, None] - 1
    lacks, of_resamples = score - scores[:-1], resampled[:, -1:] - resampled[:, :-1]
    variance = of_resamples.var(0) + NOISE**2
    rise = _slopes(x, lacks[None], variance)
    misfit = (np.square(lacks - rise[0][:, None] * x) / variance).sum(1)
    possible = misfit <= misfit.min() + 3.84
    rises = _slopes(x, of_resamples, variance)[:, possible]
    gain = float(rise[0][misfit.argmin()])
    least, most = _ends(rises + resampled[:, -1:], score + rise[0][possible])
    _, most_gained = _ends(rises, rise[0][possible])
    steps = np.diff(resampled[:, -3:])
    ends = np.quantile(of_resamples[:, -1], [0.025, 0.975])
    steeper = float(np.quantile(steps[:, 1] - steps[:, 0], 0.025)) > 2 * NOISE
    slowest = misfit.argmin() == 0 and float(ends[0]) > NOISE
    bends = not steeper and not slowest
    return Limit(
        slope=float(lacks[-1]),
        slope_interval=(float(ends[0]), float(ends[1])),
        value=min(1.0, score + gain),
        interval=(min(max(0.0, least), 1.0), min(most, 1.0) if bends else 1.0),
        converged=bends and most_gained <= TOLERANCE + PART * score,
    )


def _ends(resampled: Floats, found: Floats) -> Interval:
    """Of all exponents the lowest and the highest end: percentile and basic interval together."""
    low, high = np.quantile(resampled, [0.025, 0.975], axis=0)
    return float(np.minimum(low, 2 * found - high).min()), float(
        np.maximum(high, 2 * found - low).max()
    )


def _slopes(x: Floats, lacks: Floats, variance: Floats) -> Floats:
    """Least-squares slopes through the origin, at least 0, ``(curves, exponents)``."""
    slopes = (lacks / variance) @ x.T / (np.square(x) / variance).sum(1)
    rising: Floats = np.maximum(slopes, 0.0)
    return rising
