"""Clusters: parts of a cloud with nothing between them.

DBSCAN of scikit-learn (Ester, Kriegel, Sander and Xu, "A density-based algorithm for discovering
clusters", 1996) joins points that are within a distance of one another. Here that is the distance
within which nine of ten points have ten others, and a quarter more: who is farther apart than that
is parted by a gap, and not by the thinner places that any cloud has. It needs no number of
clusters, and finds one in a heap of any shape. In many dimensions gaps are small beside the
distances within, and clusters go unseen that Gaussians would describe: see `components`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SMALLEST = 0.05
"""The part of the points that a cluster has, at least."""

CORE, MOST, FARTHER = 10, 0.9, 1.25
"""Points that have so many others within a distance, and the share of such points; two clusters are
so many times that distance apart."""

HALVES = 5
"""Random halves of the points that are looked at one by one; all of them must say the same."""

COMPONENTS, AXES = (2, 3, 5, 8, 12), 10
"""Gaussians that are tried, and principal components in which, at most."""


@dataclass(frozen=True)
class Clusters:
    """What there is of clusters.

    Attributes:
        count: How many; 1 where the cloud does not fall apart, or not in one way.
        agreed: In how many of `HALVES` random halves there are as many as in most of them.
        components: Of the mixture of Gaussians that describes the cloud best, see `components`.
    """

    count: int
    agreed: int
    components: int


def clusters(points: npt.ArrayLike) -> Clusters:
    """How many clusters points fall into.

    >>> rng = np.random.default_rng(0)
    >>> two = np.concatenate([rng.normal(0, 1, (300, 2)), rng.normal(8, 1, (100, 2))])
    >>> clusters(two).count, clusters(rng.normal(0, 1, (400, 2))).count
    (2, 1)

    Args:
        points: ``(n, k)``, in units in which their coordinates can be compared.
    """
    x = np.asarray(points, np.float64)
    generator = np.random.default_rng(0)
    halves = (generator.permutation(len(x))[: len(x) // 2] for _ in range(HALVES))
    counts = np.bincount([_count(x[rows]) for rows in halves])
    usual = int(counts.argmax())
    agreed = int(counts[usual])
    return Clusters(usual if agreed == HALVES else 1, agreed, components(x))


def components(points: Floats) -> int:
    """How many Gaussians describe points best: of `COMPONENTS`, by the Bayesian criterion.

    They are no clusters: a bent cloud takes several, too. Each has variances of its own along the
    principal axes.
    """
    from sklearn.decomposition import PCA  # slow to import
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    x = PCA(min(points.shape[1], AXES), random_state=0).fit_transform(points)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # near enough to be compared
        told = {
            k: GaussianMixture(k, covariance_type="diag", random_state=0).fit(x).bic(x)
            for k in COMPONENTS
        }
    return min(told, key=told.__getitem__)


def _count(x: Floats) -> int:
    from sklearn.cluster import DBSCAN  # slow to import
    from sklearn.neighbors import NearestNeighbors

    reach = NearestNeighbors(n_neighbors=CORE).fit(x).kneighbors()[0][:, -1]
    near = max(FARTHER * float(np.quantile(reach, MOST)), 1e-12)
    found = DBSCAN(eps=near, min_samples=CORE).fit_predict(x)
    sizes = np.bincount(found[found >= 0], minlength=1)
    return max(int((sizes >= SMALLEST * len(x)).sum()), 1)
