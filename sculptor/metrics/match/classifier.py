"""Whether a classifier can tell codes from samples of the prior."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.classifiers.blocks import blocks, surest
from sculptor.metrics.classifiers.boosting import boosting
from sculptor.metrics.classifiers.classifier import Classifier, accuracy
from sculptor.metrics.classifiers.linear import linear
from sculptor.metrics.match.pair import Floats, pair

CLASSIFIERS: dict[str, Classifier] = {"linear": linear, "boosting": boosting}


@dataclass(frozen=True)
class ClassifierTest:
    """How well the two are told apart.

    Attributes:
        accuracy: On rows not fitted on; 0.5 is chance, 1 is apart.
        auc: Probability that a code scores higher than a sample; 0.5 is chance.
        p_value: That both are of one distribution; of the better classifier, twice.
        classifier: The better one, ``linear`` or ``boosting``.
    """

    accuracy: float
    auc: float
    p_value: float
    classifier: str


def classifier_test(z: npt.ArrayLike, target: npt.ArrayLike, seed: int = 0) -> ClassifierTest:
    """The classifier two-sample test, by logistic regression and by boosting.

    Lopez-Paz & Oquab, "Revisiting Classifier Two-Sample Tests", ICLR 2017. Each block of the second
    half of the rows is scored by a classifier fitted on all rows before it, so that the blocks are
    tested independently (`sculptor.metrics.classifiers.blocks`). Under equal distributions the
    scores of m codes and m samples are in random order: the rank sum of Mann & Whitney (1947) is
    a Gaussian of known variance, which uses what the number of right answers throws away. Of two
    classifiers the better one counts, with twice its p-value (Bonferroni): regression sees a small
    shift that boosting, with many more parameters, misses, and boosting sees what leaves the means
    alone. Both sides are cut to the size of the smaller, so that chance is 1/2.

    Args:
        z: Codes ``(n, d)``.
        target: Samples of the prior, ``(m, d)``.
        seed: Of the order of the rows.

    Raises:
        SculptorError: They are not such arrays, not finite, or of unequal dimensions.
    """
    generator = np.random.default_rng(seed)
    sides = pair(z, target)
    n = min(map(len, sides))
    codes, samples = (side[generator.permutation(len(side))[:n]] for side in sides)
    found, fitted = [], []
    for fit, held in blocks(n):
        scorers = [each(codes[fit], samples[fit], seed) for each in CLASSIFIERS.values()]
        found.append([_evidence(each(codes[held]), each(samples[held])) for each in scorers])
        fitted.append(len(fit))
    z_scores, accuracies, aucs = np.moveaxis(np.array(found), 2, 0)
    best, p_value = surest(z_scores, fitted)
    return ClassifierTest(
        accuracy=float(accuracies.mean(0)[best]),
        auc=float(aucs.mean(0)[best]),
        p_value=p_value,
        classifier=list(CLASSIFIERS)[best],
    )


def _evidence(of_codes: Floats, of_samples: Floats) -> tuple[float, float, float]:
    """The standard Gaussian of the rank sum, accuracy and AUC; both sides are of equal size."""
    from scipy.stats import rankdata

    m = len(of_codes)
    ranks = rankdata(np.concatenate([of_codes, of_samples]))
    u = ranks[:m].sum() - m * (m + 1) / 2
    # The variance of the sum of m draws from all ranks, ties and all, without replacement.
    spread = math.sqrt(m / 2 * ranks.var(ddof=1))
    z = (u - m * m / 2) / spread if spread else 0.0
    return z, accuracy(of_codes, of_samples), u / (m * m)
