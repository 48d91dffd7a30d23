"""Where the prior has mass and no data: samples of it that are far from every latent."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Rows = npt.NDArray[np.int64]

FEW = 10
"""Dimensions up to which a tree finds the nearest faster than a matrix of all distances."""

BLOCK = 500
"""Rows whose distances are in memory at once."""

USUAL = 0.95
"""The quantile of the distances within the prior beyond which a sample counts as far from data."""


def holes(latents: Floats, target: Floats) -> Rows:
    """The rows of the target around which there is no data.

    For samples y_1, …, y_n of the prior, y_i lies in a hole if it is `far` from every latent.
    Where q(z) = p(z) and there are as many latents as samples, about 5 % do by chance.

    >>> rng = np.random.default_rng(0)
    >>> z, y = rng.uniform(0, 1, (1000, 2)), rng.uniform(0, 1, (1000, 2))
    >>> 0.02 < len(holes(z, y)) / 1000 < 0.08
    True
    >>> left = z[:, 0] < 0.5
    >>> 0.4 < len(holes(z[left], y)) / 1000 < 0.6
    True

    Args:
        latents: ``(n, d)`` of the aggregate posterior.
        target: ``(m, d)`` samples of the prior, m at least 2.

    Returns:
        Rows of the target, in order; none where there are no latents or fewer than two samples.
    """
    return np.flatnonzero(far(target, latents, target))


def far(points: Floats, latents: Floats, target: Floats) -> npt.NDArray[np.bool_]:
    """Which points are where there is no data, ``(n,)``.

    A point x is if min_j ‖x - z_j‖ > r, where r is the 95 % quantile of the distance of each sample
    of the prior to its nearest other sample: q(z) itself, which may be off the prior, has no say in
    what is far.

    >>> target = np.arange(100.0)[:, None]
    >>> far(np.array([[5.0], [60.0]]), target[:50], target).tolist()
    [False, True]

    Args:
        points: ``(n, d)``.
        latents: ``(m, d)`` of the aggregate posterior.
        target: Samples of the prior, ``(k, d)``.

    Returns:
        False of each where there are no latents, or fewer than two samples.
    """
    if len(target) < 2 or not len(latents):
        return np.zeros(len(points), dtype=bool)
    usual = np.quantile(nearest(target, target, but_itself=True), USUAL)
    found: npt.NDArray[np.bool_] = nearest(points, latents) > usual
    return found


def nearest(points: Floats, others: Floats, *, but_itself: bool = False) -> Floats:
    """The distance of each point to the nearest of others, ``(n,)``.

    Args:
        points: ``(n, d)``.
        others: ``(m, d)``.
        but_itself: The two are the same points, and none is its own neighbour.
    """
    if others.shape[1] <= FEW:
        from scipy.spatial import cKDTree  # slow to import, and holes are seldom asked for

        away, _ = cKDTree(others).query(points, k=[2 if but_itself else 1])
        return np.asarray(away[:, 0])
    # About the same middle, so that little is lost to the difference of squares.
    middle = others.mean(axis=0, dtype=np.float64)
    a, b = points - middle, others - middle
    squares = (b**2).sum(axis=1)
    least = []
    for first in range(0, len(a), BLOCK):
        part = a[first : first + BLOCK]
        squared = (part**2).sum(axis=1)[:, None] + squares - 2 * part @ b.T
        if but_itself:
            squared[np.arange(len(part)), first + np.arange(len(part))] = np.inf
        least.append(squared.min(axis=1))
    distances: Floats = np.sqrt(np.maximum(np.concatenate(least), 0))
    return distances
