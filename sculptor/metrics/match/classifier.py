"""Whether a classifier can tell codes from samples of the prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.match.pair import pair

FOLDS = 3
"""Each is classified by trees fitted on the others."""

TREES = 50
"""Of the boosting, one after another."""


@dataclass(frozen=True)
class ClassifierTest:
    """How well the two are told apart.

    Attributes:
        accuracy: On rows not fitted on; 0.5 is chance, 1 is apart.
        p_value: Of as many right answers or more by chance.
    """

    accuracy: float
    p_value: float


def classifier_test(z: npt.ArrayLike, target: npt.ArrayLike, seed: int = 0) -> ClassifierTest:
    """The classifier two-sample test, by gradient boosting, cross-fitted.

    Under equal distributions the number of right answers out of n is taken for binomial with
    probability 1/2. Lopez-Paz & Oquab, "Revisiting Classifier Two-Sample Tests", ICLR 2017,
    section 3, where one half of the rows is held out; here every row is once. Both sides are cut to
    the size of the smaller, so that chance is 1/2.

    Args:
        z: Codes ``(n, d)``.
        target: Samples of the prior, ``(m, d)``.
        seed: Of the folds and the trees.

    Raises:
        SculptorError: They are not such arrays, not finite, or of unequal dimensions.
    """
    from scipy.stats import binom
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    codes, samples = pair(z, target)
    n = min(len(codes), len(samples))
    rows, labels = np.concatenate([codes[:n], samples[:n]]), np.repeat([0, 1], n)
    boosting = HistGradientBoostingClassifier(
        max_iter=TREES, early_stopping=False, random_state=seed
    )
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    right = int((cross_val_predict(boosting, rows, labels, cv=folds) == labels).sum())
    return ClassifierTest(right / (2 * n), float(binom.sf(right - 1, 2 * n, 0.5)))
