"""Candidates in order: one score out of figures that conflict, the front, and how sure it is.

Each figure of a candidate is divided by that of N(0, I), the first candidate, so that 1 is "no
better than N(0, I)". The score is the geometric mean of these five ratios, each with what chance
does counted in on both sides:

    score = Π_f ((figure_f + chance_f) ÷ (reference_f + chance_f)) ^ (w_f / Σ w),  w = 1.

A candidate twice as good in one figure and half as good in another is as good. The order of two
does not depend on what else was tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.suggest.figures import DRAWS, NAMES, Figures

Floats = npt.NDArray[np.float64]

CHANCE = {
    "squared_error": 0.01,
    "match": 0.005,
    "holes": 0.05,
    "generation": 0.005,
    "dependence": 0.02,
}
"""Of each figure what is as good as nothing: a hundredth of the variance is not seen in a picture,
and others cannot be told from 0 at 1,000 items. Near to it a ratio would be of two accidents."""


@dataclass(frozen=True)
class Ranked:
    """A candidate in its place.

    Attributes:
        index: Its number among the candidates.
        figures: By which it is there.
        score: Beside 1 of N(0, I); less is better.
        interval: Of 95 %.
        first: In how many of the draws it is first, between 0 and 1.
        tied: Whether the interval of its score ÷ that of the first holds 1, or it is the first.
        front: Whether no other is as good in every figure and better in one.
    """

    index: int
    figures: Figures
    score: float
    interval: tuple[float, float]
    first: float
    tied: bool
    front: bool


def ranked(
    found: Mapping[int, Figures],
    reference: Figures,
    weights: Mapping[str, float] | None = None,
) -> list[Ranked]:
    """Candidates in order, the best first.

    Args:
        found: Their figures by their numbers.
        reference: The figures of N(0, I).
        weights: Of figures, 1 where left out.
    """
    scale = [_w(weights, name) for name in NAMES]
    values = {i: _score(each.values, reference.values, scale) for i, each in found.items()}
    draws = {i: _score(each.draws, reference.draws, scale) for i, each in found.items()}
    order = sorted(found, key=lambda i: float(values[i]))
    table = np.stack([draws[i] for i in order])
    wins = np.bincount(table.argmin(0), minlength=len(order)) / DRAWS
    front = pareto({i: each.values for i, each in found.items()})
    best = order[0]
    return [
        Ranked(
            i,
            found[i],
            float(np.exp(values[i])),
            _interval(np.exp(draws[i])),
            float(won),
            i == best or bool(np.quantile(draws[i] - draws[best], 0.025) <= 0),
            i in front,
        )
        for i, won in zip(order, wins, strict=True)
    ]


def beside(figures: Figures, others: Figures, name: str) -> int:
    """Whether a figure is less than another's beyond chance (-1), more (1), or neither (0)."""
    low, high = np.quantile(figures.draws[name] - others.draws[name], (0.025, 0.975))
    return -1 if high < 0 else int(low > 0)


def worse_at_both(figures: Figures, others: Figures) -> bool:
    """Whether one both reconstructs and generates worse than another, beyond chance."""
    return all(beside(figures, others, name) > 0 for name in ("squared_error", "generation"))


def pareto(values: Mapping[int, Mapping[str, float]]) -> set[int]:
    """Those that no other beats: none is as good in every figure, within chance, and better in one.

    >>> figures = dict.fromkeys(NAMES, 1.0)
    >>> sorted(pareto({0: figures, 1: {**figures, "match": 0.5}, 2: {**figures, "match": 0.7}}))
    [1]
    """

    def beats(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
        no_worse = all(a[name] <= b[name] for name in NAMES)
        return no_worse and any(a[name] + CHANCE[name] / 5 < b[name] for name in NAMES)

    return {i for i, own in values.items() if not any(beats(o, own) for o in values.values())}


def _w(weights: Mapping[str, float] | None, name: str) -> float:
    return 1.0 if weights is None else weights.get(name, 1.0)


def _score(
    values: Mapping[str, float] | Mapping[str, Floats],
    reference: Mapping[str, float] | Mapping[str, Floats],
    scale: list[float],
) -> Floats:
    """The logarithm of the score."""
    total = np.zeros(())
    for name, weight in zip(NAMES, scale, strict=True):
        own, other = (np.maximum(side[name], 0.0) + CHANCE[name] for side in (values, reference))
        total = total + weight * np.log(np.maximum(own, 1e-9) / np.maximum(other, 1e-9))
    found: Floats = total / sum(scale)
    return found


def _interval(draws: Floats) -> tuple[float, float]:
    low, high = np.quantile(draws, (0.025, 0.975))
    return float(low), float(high)
