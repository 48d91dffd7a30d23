"""Disentanglement, completeness and informativeness."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.factors.table import BINS, Floats, Ints, Table

TREES = 20
"""Of each forest."""

LEAF = 5
"""Rows in a leaf, at least, so that noise is not learnt by heart."""

HELD = 0.25
"""Part of the rows on which the forests are tested."""


@dataclass(frozen=True)
class DCI:
    """Three sides of a representation, each 1 at best and 0 at worst.

    Attributes:
        disentanglement: How far each latent serves one factor only; NaN with one factor.
        completeness: How far each factor is served by one latent only; NaN with one latent.
        informativeness: How well the factors are predicted from all latents.
    """

    disentanglement: float
    completeness: float
    informativeness: float


def dci(z: npt.ArrayLike, factors: npt.ArrayLike, seed: int = 0) -> DCI:
    """From the importance R_ij of latent i in predicting factor j with a random forest.

    D = sum_i w_i (1 - H_k(P_i)),     P_ij = R_ij / sum_j R_ij, w_i = sum_j R_ij / sum_ij R_ij
    C = 1/k sum_j (1 - H_d(Q_j)),     Q_ij = R_ij / sum_i R_ij
    I = 1/k sum_j max(0, 1 - e_j / e'_j)

    with H_k the entropy to the base k, e_j the error on rows held out, and e'_j that of the best
    constant. Eastwood & Williams, "A Framework for the Quantitative Evaluation of Disentangled
    Representations" (2018), section 2; they report e_j itself for I. Factors of up to 20 values are
    predicted as classes, by the rate of errors, others as numbers, by squared error. A factor that
    no latent knows has its importance spread over all, which lowers D and C.

    Args:
        z: Latents ``(n, d)``, n at least 100.
        factors: ``(n, k)``; constant ones are left out.
        seed: Of the split and of the forests.

    Raises:
        SculptorError: They are not such arrays, not finite, or no factor varies.
    """
    table = Table.of(z, factors)
    rows = np.random.default_rng(seed).permutation(len(table.z))
    held, fit = np.split(rows, [round(HELD * len(rows))])
    forests = [_forest(table.z, factor, fit, held, seed) for factor in table.factors.T]
    importance = np.stack([each for each, _ in forests], axis=1)
    of_latent = importance.sum(1)
    disentanglement = math.nan
    if importance.shape[1] > 1:
        disentanglement = float(_one_sided(importance.T) @ of_latent / max(of_latent.sum(), 1))
    completeness = float(_one_sided(importance).mean()) if len(importance) > 1 else math.nan
    return DCI(disentanglement, completeness, float(np.mean([saved for _, saved in forests])))


def _forest(z: Floats, factor: Floats, fit: Ints, held: Ints, seed: int) -> tuple[Floats, float]:
    """The importance of each latent, and the part of the error that the forest saves."""
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    classes = len(np.unique(factor)) <= BINS
    kind = RandomForestClassifier if classes else RandomForestRegressor
    target = np.unique(factor, return_inverse=True)[1] if classes else factor
    forest = kind(TREES, min_samples_leaf=LEAF, max_features=1.0, random_state=seed)
    predicted = forest.fit(z[fit], target[fit]).predict(z[held])
    if classes:
        error = (predicted != target[held]).mean()
        constant = (np.bincount(target[fit]).argmax() != target[held]).mean()
    else:
        error = np.square(predicted - target[held]).mean()
        constant = np.square(target[fit].mean() - target[held]).mean()
    return forest.feature_importances_, max(0.0, float(1 - error / constant)) if constant else 0.0


def _one_sided(importance: Floats) -> Floats:
    """1 minus the entropy of each column, to the base of its length; 0 where it is all 0."""
    total = importance.sum(0)
    p = importance / np.where(total > 0, total, 1)
    entropies = -(p * np.log(np.where(p > 0, p, 1))).sum(0) / math.log(len(p))
    sided: Floats = np.where(total > 0, 1 - entropies, 0)
    return sided
