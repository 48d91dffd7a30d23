"""Gradient boosting of trees for each latent: finds steps, signs and their products."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.metrics.predictors.folds import Folds

Floats = npt.NDArray[np.float64]

LEAVES, LEAST = 8, 40
"""Leaves of each tree, at most, and rows of each leaf, at least. The first splits on the way to a
product of signs gain nothing and are chosen by noise: small leaves would learn that by heart."""


def boosting(latents: Floats, folds: Folds, *, targets: int, trees: int, seed: int) -> Floats:
    """Predictions of latents from the others by boosted trees (Friedman 2001).

    Trees of 8 leaves on inputs in 255 bins (Ke et al. 2017, as scikit-learn has it), shrunk by
    1.4 / sqrt(trees), with no early stop.

    Args:
        latents: ``(n, dim)``, standardised.
        folds: Of these rows.
        targets: So many latents are predicted, the first ones.
        trees: For each latent and fold.
        seed: Of the choice of rows that set the bins, where there are very many.

    Returns:
        Of the rows held out, ``(folds.held, targets)``.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    predicted = np.empty((folds.held, targets))
    for fit, held in folds.pairs():
        for i in range(targets):
            others = np.delete(latents, i, axis=1)
            model: Any = HistGradientBoostingRegressor(
                max_iter=trees,
                max_leaf_nodes=LEAVES,
                min_samples_leaf=LEAST,
                learning_rate=1.4 / math.sqrt(trees),
                early_stopping=False,
                random_state=seed,
            ).fit(others[fit], latents[fit, i])
            predicted[held, i] = model.predict(others[held])
    return predicted
