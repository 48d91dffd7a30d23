"""The score of the beta-VAE's paper."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.metrics.factors.groups import Groups
from sculptor.metrics.factors.table import Floats, Ints, Table, bins

POINTS = 500
"""On which the classifier is fitted, and as many on which it is tested."""

PAIRS = 64
"""Over which the differences of a point are averaged."""


def beta_vae(z: npt.ArrayLike, factors: npt.ArrayLike, seed: int = 0) -> float:
    """How often a linear classifier tells which factor pairs of rows share.

    A point is 1/L sum_l |z_l - z'_l| over L pairs of rows with equal v_j, labelled j; the score is
    the accuracy on points that the classifier (logistic regression) was not fitted on. Higgins et
    al., "beta-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework" (2017),
    appendix A.4. Pairs come from the rows given; factors of more than 20 values count as equal in
    one quantile bin. Chance is 1/k.

    Args:
        z: Latents ``(n, d)``, n at least 100.
        factors: ``(n, k)``, k at least 2 beside the constant ones, which are left out.
        seed: Of the pairs.

    Raises:
        SculptorError: They are not such arrays, not finite, or fewer than two factors vary.
    """
    from sklearn.linear_model import LogisticRegression

    table = Table.of(z, factors, least=2)
    generator = np.random.default_rng(seed)
    points, labels = _points(table, generator)
    points = (points - points.mean(0)) / np.where(table.alive, points.std(0), 1)
    classifier = LogisticRegression(max_iter=1_000).fit(points[:POINTS], labels[:POINTS])
    return float(classifier.score(points[POINTS:], labels[POINTS:]))


def _points(table: Table, generator: np.random.Generator) -> tuple[Floats, Ints]:
    labels = np.arange(2 * POINTS) % table.factors.shape[1]
    points = np.empty((2 * POINTS, table.z.shape[1]))
    for j, codes in enumerate(bins(table.factors).T):
        rows = generator.integers(len(codes), size=(int((labels == j).sum()), PAIRS))
        partners = Groups.of(codes).others(rows, generator)
        points[labels == j] = np.abs(table.z[rows] - table.z[partners]).mean(1)
    return points, labels
