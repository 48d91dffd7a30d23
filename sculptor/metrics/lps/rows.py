"""Which rows are scored, and which predictors are fitted on for that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.lps.effort import Effort
from sculptor.metrics.predictors.split import Split

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

FOLDS = 3
"""Parts of the rows: predictors are fitted on two of them and predict the third."""

ENOUGH = 2
"""So many other rows for each row scored are enough to fit on them alone, which is done once, where
cross-fitting is done for each fold."""


@dataclass(frozen=True)
class Rows:
    """Rows in random order, those of a group side by side: first those scored.

    Attributes:
        latents: ``(n + others, dim)``.
        n: Rows that may be scored; the others are only fitted on.
        fits: For each fold, all rows that may be fitted on, in random order.
        held: For each fold, the rows that are scored, which have no group in common with these;
            they count from 0, fold by fold.
        units: Of the rows scored, the first of each group.
    """

    latents: Floats
    n: int
    fits: list[Indices]
    held: list[Indices]
    units: Indices

    @classmethod
    def of(
        cls, z: Floats, others: Floats, groups: Indices, effort: Effort, rng: np.random.Generator
    ) -> Rows:
        """Choose and order them.

        Args:
            z: ``(n, dim)``, to be scored.
            others: ``(m, dim)``, to be fitted on only.
            groups: Of z and then of the others, ``(n + m,)``.
            effort: How many are used.
            rng: Of the order.

        Raises:
            SculptorError: There are too few groups to have some to fit on and others to score.
        """
        order = _shuffled(groups[: len(z)], rng)
        scored, rest = order[: effort.rows], order[effort.rows :]
        more = np.concatenate([rest, len(z) + _shuffled(groups[len(z) :], rng)])[: effort.others]
        chosen, n = np.concatenate([scored, more]), len(scored)
        latents, of = np.concatenate([z, others])[chosen], groups[chosen]
        starts = np.flatnonzero(np.r_[True, of[1:n] != of[: n - 1]])
        if len(more) >= ENOUGH * n:
            held = [np.arange(n)]
        else:
            cuts = _cuts(starts, n)
            held = [np.arange(*cuts[k : k + 2]) for k in range(effort.used_folds)]
        place = np.empty(of.max() + 1)
        place[np.unique(of)] = rng.permutation(len(np.unique(of)))
        fits = []
        for part in held:
            fit = np.setdiff1d(np.flatnonzero(~np.isin(of, of[part])), part)
            fits.append(fit[np.argsort(place[of[fit]], kind="stable")])
        count = sum(map(len, held))
        return cls(latents, n, fits, held, starts[starts < count])

    @property
    def fitted(self) -> int:
        """Rows that are fitted on, the same number for every fold."""
        return min(map(len, self.fits))

    @property
    def fitted_on(self) -> Indices:
        """All rows that some fold is fitted on."""
        return np.unique(np.concatenate(self.fits))

    @property
    def scored(self) -> Indices:
        """Rows that are scored, fold by fold."""
        return np.concatenate(self.held)

    def splits(self, fitted: int) -> list[Split]:
        """For each fold, so many rows to fit on."""
        return [
            Split.of(fit[:fitted], held) for fit, held in zip(self.fits, self.held, strict=True)
        ]


def _shuffled(groups: Indices, rng: np.random.Generator) -> Indices:
    """A random order of rows in which those of a group are side by side."""
    order = rng.permutation(len(groups))
    names, of = np.unique(groups[order], return_inverse=True)
    return order[np.argsort(rng.permutation(len(names))[of.ravel()], kind="stable")]


def _cuts(starts: Indices, n: int) -> Indices:
    """Where folds of whole groups begin and end, about equally long."""
    if len(starts) < FOLDS:
        raise SculptorError(
            f"Expected latents of {FOLDS} or more groups of rows, of which some are fitted on and "
            f"others scored, received {len(starts)}. Rows that are equal are of one group."
        )
    # Of k folds before a cut there are k groups or more, and as many after it as there are folds.
    wanted = n * np.arange(1, FOLDS) / FOLDS
    inner = np.abs(starts[None] - wanted[:, None]).argmin(1)
    for k in range(FOLDS - 1):
        inner[k] = min(max(inner[k], inner[k - 1] + 1 if k else 1), len(starts) - FOLDS + 1 + k)
    return np.concatenate([[0], starts[inner], [n]])
