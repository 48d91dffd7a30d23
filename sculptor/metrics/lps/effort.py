"""How much work an estimate of the Latent Predictability Score is."""

from __future__ import annotations

import math
from dataclasses import dataclass

ROWS_A_TREE, ROWS_A_STEP = 120, 16
"""Of many rows more can be learnt: one more tree, and one more step of the networks, for so many
rows fitted on."""

MOST_TREES, MOST_STEPS = 400, 1_200
"""However many rows there are."""


@dataclass(frozen=True)
class Effort:
    """``quick`` is for live use, ``full`` for reports.

    Attributes:
        rows: Scored at most.
        others: Rows beside these, on which predictors are fitted too, at most.
        used_folds: Out of `sculptor.metrics.lps.rows.FOLDS`, those that are scored.
        fractions: Of the rows to fit on: the points of the learning curve.
        trees: Of boosting, for each latent and fold, of which early stopping keeps a part; at
            least so many are allowed.
        steps: In which the networks are trained, beside those for many rows.
        masked: From so many latents on one network for all is among the predictors. It takes
            longer than those of each latent, and of few latents it finds no more than they do.
        latents: That are predicted at most: each costs as much as there are latents to learn from.
    """

    rows: int
    others: int
    used_folds: int
    fractions: tuple[float, ...]
    trees: int
    steps: int
    masked: float
    latents: float

    def trees_for(self, fitted: int) -> int:
        """Trees, at most, for so many rows."""
        return min(max(self.trees, fitted // ROWS_A_TREE), MOST_TREES)

    def steps_for(self, fitted: int) -> int:
        """Steps for so many rows."""
        return min(self.steps + fitted // ROWS_A_STEP, MOST_STEPS)


QUICK = Effort(
    rows=6_000,
    others=4_000,
    used_folds=1,
    fractions=(1.0,),
    trees=20,
    steps=70,
    masked=math.inf,
    latents=32,
)
FULL = Effort(
    rows=10_000,
    others=40_000,
    used_folds=3,
    fractions=(1 / 8, 1 / 4, 1 / 2, 1.0),
    trees=40,
    steps=70,
    masked=5,
    latents=math.inf,
)
