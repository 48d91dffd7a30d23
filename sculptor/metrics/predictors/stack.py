"""How much each predictor is believed, by rows that none of them was fitted on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ALIKE = 0.98
"""A predictor that explains this part of what is explained at best predicts as well as any."""


def weights(predicted: Floats, target: Floats) -> Floats:
    """Weights of predictors in their sum: of one alone, if it does as well as all together.

    Stacked regression (Breiman 1996, "Stacked regressions", Machine Learning 24, section 2): argmin
    over a >= 0 of sum over rows of (y - sum over k of a_k p_k)². A predictor that is of no use gets
    the weight 0, so that nothing is predicted of independent latents. Each weight costs some
    noise, so the first predictor that is `ALIKE` by itself, with a weight of 1 at most, is taken
    alone.

    >>> y = np.array([2.0, -2.0, 2.0])
    >>> weights(np.array([[0.0, 0.0, -2.0], [1.9, -1.9, 1.9], [2.0, -2.0, 2.0]]), y)
    array([0., 1., 0.])

    Args:
        predicted: ``(predictors, rows)``, the simplest first, less the mean that is predicted
            without them.
        target: ``(rows,)``, likewise.

    Returns:
        ``(predictors,)``.
    """
    from scipy.optimize import nnls

    together, left = nnls(predicted.T, target)
    with_target, squares = predicted @ target, np.square(predicted).sum(1)
    alone = np.clip(with_target / np.where(squares > 0, squares, np.inf), 0, 1)
    explained = 2 * alone * with_target - alone**2 * squares
    enough = explained >= ALIKE * (target @ target - left**2)
    if not enough.any():
        return np.asarray(together, dtype=np.float64)
    return np.where(np.arange(len(alone)) == enough.argmax(), alone, 0.0)
