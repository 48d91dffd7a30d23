"""Figures of a prior that is tied to factors: whether held-out items follow them.

===================  ===============================================================================
figure               definition, of the tied block of a factor
===================  ===============================================================================
``tied_rank``        monotone: Spearman's rank correlation of the latent and the factor, rising
``tied_circular``    circular: correlation of the angle about the block's middle and the factor, see
                     `sculptor.metrics.factors.circular.circular_correlation`
``tied_accuracy``    by categories: the part of the codes that lie nearest to a sample of the part
                     of their own value
``tied_mcc``         mean of the rank correlations of all latents that are tied monotonically
``tied_mig``         MIG of the tied factors among all latents, `sculptor.metrics.factors.mig.mig`
===================  ===============================================================================

Of several of a kind the least; each is in ``details["tied"]``, by the name of its factor.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.data import Dataset
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.measure.classes import LabelledTarget
from sculptor.metrics.factors.circular import circular_correlation
from sculptor.metrics.factors.mig import mig
from sculptor.metrics.factors.table import LEAST
from sculptor.metrics.match.classes import Regions
from sculptor.priors import Prior
from sculptor.priors.ties import Tie, Tied
from sculptor.priors.values import CATEGORICAL, CIRCULAR, MONOTONE

Floats = npt.NDArray[np.float32]

FIGURES = {MONOTONE: "tied_rank", CIRCULAR: "tied_circular", CATEGORICAL: "tied_accuracy"}
"""What each map is measured by."""

SAMPLES = 100
"""Samples of the part of each category."""


class TiedTarget:
    """The ties of a prior beside held-out items of which the factors are known.

    Args:
        prior: As it is among the training items.
        items: Held out, with their factors.
        discrepancy: In whose kernel the match is measured.
    """

    def __init__(self, prior: Tied, items: Dataset, discrepancy: Discrepancy) -> None:
        assert items.factors is not None
        self._ties = prior.ties
        own = [tie.of(items.factors, items.factor_names) for tie in prior.ties]
        self._factors = np.stack(own, axis=1).astype(np.float64)
        self._codes = prior.codes(items.factors, items.factor_names)
        # The middle of a block and the parts of its mass are those of the prior.
        self._middles = [prior.part(i, SAMPLES).mean((0, 1)) for i in range(len(prior.ties))]
        self._regions = {
            i: Regions(prior.part(i, SAMPLES), discrepancy)
            for i, tie in enumerate(prior.ties)
            if tie.map == CATEGORICAL
        }

    @classmethod
    def of(cls, prior: Prior, items: Dataset, discrepancy: Discrepancy) -> TiedTarget | None:
        """The same where there is something to say; else None."""
        if not isinstance(prior, Tied) or items.factors is None:
            return None
        return cls(prior, items, discrepancy)

    def figures(self, z: Floats) -> tuple[dict[str, float], dict[str, Any]]:
        """The figures of codes ``(n, dim)`` of these items, and their details."""
        each = {tie.factor: self._of(i, tie, z) for i, tie in enumerate(self._ties)}
        each = {factor: value for factor, value in each.items() if np.isfinite(value)}
        metrics: dict[str, float] = {}
        for way, name in FIGURES.items():
            own = [each[tie.factor] for tie in self._ties if tie.map == way and tie.factor in each]
            if own:
                metrics[name] = min(own)
            if own and way == MONOTONE:
                metrics["tied_mcc"] = float(np.mean(own))
        known = np.isfinite(self._factors[: len(z)]).all(1)
        if each and known.sum() >= LEAST:
            metrics["tied_mig"] = mig(z[known], self._factors[: len(z)][known])
        return metrics, {"tied": each}

    def _of(self, number: int, tie: Tie, z: Floats) -> float:
        """How closely a block follows its factor; NaN where too few are known, or all are equal."""
        known = self._codes[: len(z), number] >= 0
        codes, factor = z[known, tie.columns], self._factors[: len(z), number][known]
        if len(codes) < LEAST or np.ptp(factor) == 0:
            return float("nan")
        if tie.map == CATEGORICAL:
            return self._regions[number].nearest(codes, self._codes[: len(z), number][known])
        if tie.map == CIRCULAR:
            across = codes - self._middles[number]
            return circular_correlation(np.arctan2(across[:, 1], across[:, 0]), factor)
        from scipy.stats import rankdata

        with np.errstate(invalid="ignore"):  # a collapsed latent follows nothing
            return float(np.corrcoef(rankdata(codes[:, 0]), rankdata(factor))[0, 1])


def known_target(
    prior: Prior, items: Dataset, discrepancy: Discrepancy, seed: int
) -> LabelledTarget | TiedTarget | None:
    """What a prior says of the classes or the factors of held-out items; None where of neither."""
    return LabelledTarget.of(prior, items, discrepancy, seed) or TiedTarget.of(
        prior, items, discrepancy
    )
