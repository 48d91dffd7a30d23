"""Whether a classifier can tell codes from samples of the prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.match.pair import pair

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
    """The classifier two-sample test, by gradient boosting, cross-fitted on two halves.

    Each half of the rows is classified by trees fitted on the other. Under equal distributions the
    right answers among the m rows of a half are at most as spread as a binomial number of
    probability 1/2: Lopez-Paz & Oquab, "Revisiting Classifier Two-Sample Tests", ICLR 2017, section
    3. The halves depend on each other, so their answers are not added up: the p-value is twice the
    smaller of the two. Both sides are cut to the size of the smaller, so that chance is 1/2.

    Args:
        z: Codes ``(n, d)``.
        target: Samples of the prior, ``(m, d)``.
        seed: Of the halves.

    Raises:
        SculptorError: They are not such arrays, not finite, or of unequal dimensions.
    """
    from scipy.stats import binom
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold

    codes, samples = pair(z, target)
    n = min(len(codes), len(samples))
    rows, labels = np.concatenate([codes[:n], samples[:n]]), np.repeat([0, 1], n)
    boosting = HistGradientBoostingClassifier(max_iter=TREES, early_stopping=False)
    right, p_values = 0, []
    for fit, held in StratifiedKFold(2, shuffle=True, random_state=seed).split(rows, labels):
        predicted = boosting.fit(rows[fit], labels[fit]).predict(rows[held])
        hits = int((predicted == labels[held]).sum())
        right += hits
        p_values.append(float(binom.sf(hits - 1, len(held), 0.5)))
    return ClassifierTest(right / (2 * n), min(1.0, 2 * min(p_values)))
