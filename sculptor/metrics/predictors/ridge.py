"""Ridge regression of each latent on the others: finds linear mixtures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.metrics.predictors.split import Split

Floats = npt.NDArray[np.float64]

PENALTY = 1e-3
"""On standardised latents, as a part of the number of rows."""


def ridge(latents: Floats, split: Split) -> Floats:
    """Predictions of each latent from the others (Hoerl & Kennard 1970).

    With P the inverse of the penalised second moments, the coefficients of the regression of latent
    i on all others are -P_ij / P_ii: one inverse serves all latents.

    Args:
        latents: ``(n, dim)``, standardised.
        split: Of these rows.

    Returns:
        Of all rows, ``(n, dim)``.
    """
    mean = latents[split.train].mean(0)
    centred = latents - mean
    train = centred[split.train]
    inverse = np.linalg.inv(_penalised(train.T @ train, len(train)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    predicted: Floats = mean + centred @ weights
    return predicted


def regression(inputs: Floats, target: Floats, split: Split) -> Floats:
    """Ridge regression of one target on any inputs.

    Args:
        inputs: ``(n, k)``, about of variance 1.
        target: ``(n,)``.
        split: Of these rows.

    Returns:
        Of all rows, ``(n,)``.
    """
    centred = inputs - inputs[split.train].mean(0)
    train, mean = centred[split.train], target[split.train].mean()
    moments = _penalised(train.T @ train, len(train))
    weights = np.linalg.solve(moments, train.T @ (target[split.train] - mean))
    predicted: Floats = mean + centred @ weights
    return predicted


def _penalised(moments: Floats, n: int) -> Floats:
    return moments + PENALTY * n * np.eye(len(moments))
