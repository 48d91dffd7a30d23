"""Ridge regression of each latent on the others: finds linear mixtures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.metrics.predictors.folds import Folds

Floats = npt.NDArray[np.float64]

PENALTY = 1e-3
"""On standardised latents, as a part of the number of rows."""


def ridge(latents: Floats, folds: Folds) -> Floats:
    """Predictions of each latent from the others (Hoerl & Kennard 1970).

    With P the inverse of the penalised second moments, the coefficients of the regression of latent
    i on all others are -P_ij / P_ii: one inverse serves all latents.

    Args:
        latents: ``(n, dim)``, standardised.
        folds: Of these rows.

    Returns:
        Of the rows held out, ``(folds.held, dim)``.
    """
    predicted = np.empty((folds.held, latents.shape[1]))
    for fit, held in folds.pairs():
        mean = latents[fit].mean(0)
        centred = latents[fit] - mean
        moments = centred.T @ centred
        moments[np.diag_indices_from(moments)] += PENALTY * len(centred)
        inverse = np.linalg.inv(moments)
        weights = -inverse / np.diag(inverse)
        np.fill_diagonal(weights, 0)
        predicted[held] = mean + (latents[held] - mean) @ weights
    return predicted
