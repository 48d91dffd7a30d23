"""Circles: ways around a cloud that cannot be drawn together, by persistent homology.

Balls grow around points of the cloud. A circle is *born* at the size at which they close it, and
*dies* at that at which they fill it; one that is the cloud's own, and no accident of where points
lie, lives long. The persistence diagram of the Vietoris-Rips filtration is found by GUDHI's fork of
Ripser (Bauer, "Ripser: efficient computation of Vietoris-Rips persistence barcodes", 2021). What
counts is death ÷ birth, which no scale enters (Bobrowski and Skraba, "A universal null-distribution
for topological data analysis", 2023).

How dense codes are depends on how an encoder stretches, so that a thin place must not pass for a
hole. Distances are therefore in units of how far points are from their neighbours there,

    d(x, y) = ‖x - y‖ ÷ √(r(x) r(y)),  r the distance to the `NEAR`-th neighbour,

by which the graphs of all sizes have the topology of what the points lie on, however dense they are
on it (Berry and Sauer, "Consistent manifold representation for topological data analysis", 2019).

Points are few of many, each the farthest from those before it (de Silva and Carlsson, "Topological
estimation using witness complexes", 2004), so that they lie evenly. Those far out are left out.
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError

Floats = npt.NDArray[np.float64]

LANDMARKS = 200
"""Points on which balls grow."""

LASTING = 2.1
"""The death ÷ birth from which a circle counts. Of 2,000 points of clouds without one (Gaussian,
uniform, Student-t, a sphere; 20 draws each) none lives longer than 1.9; the second of a torus lives
for 2.3 or more, and that of a ring times a Gaussian for 2.6."""

NEAR, OUT = 30, 0.03
"""The neighbour that tells how dense points are, and the part of them that is left out: those from
which it is farthest."""

DRAWS = 5
"""Random three quarters of the points that are looked at one by one."""


@dataclass(frozen=True)
class Circles:
    """What there is of circles.

    Attributes:
        count: How many, in the middle of `DRAWS` draws of points.
        agreed: In how many of these draws there are as many.
        longest: Death ÷ birth of the four that live longest, in the middle of the draws.
    """

    count: int
    agreed: int
    longest: tuple[float, ...]


def available() -> bool:
    """Whether GUDHI is installed, an extra: ``pip install "sculptor[suggest]"``."""
    return importlib.util.find_spec("gudhi") is not None


def circles(points: npt.ArrayLike) -> Circles:
    """How many circles there are in a cloud.

    A disc has none, a ring has one, a torus two.

    Args:
        points: ``(n, k)``, n of 400 or more, in units in which coordinates can be compared.

    Raises:
        SculptorError: There are fewer, or GUDHI is not installed.
    """
    x = np.asarray(points, np.float64)
    if len(x) < 2 * LANDMARKS:
        raise SculptorError(
            f"Expected {2 * LANDMARKS} points or more to look for circles, received {len(x)}."
        )
    generator = np.random.default_rng(0)
    draws = [generator.permutation(len(x))[: len(x) * 3 // 4] for _ in range(DRAWS)]
    lives = np.stack([_lives(_distances(x[rows])) for rows in draws])
    counts = (lives > LASTING).sum(1)
    middle = int(np.median(counts))
    longest = np.median(lives[:, :4], axis=0)
    return Circles(middle, int((counts == middle).sum()), tuple(longest.tolist()))


def _distances(x: Floats) -> Floats:
    """Distances ``(LANDMARKS, LANDMARKS)`` of landmarks, in units of how dense points are there."""
    from scipy.spatial import cKDTree  # slow to import

    # Copies of a point would be as dense as nothing else is, and tell nothing of the shape.
    x = x[np.sort(np.unique(x, axis=0, return_index=True)[1])]
    near = min(NEAR + 1, len(x))
    reach = np.maximum(cKDTree(x).query(x, [near])[0][:, 0], 1e-12)
    within = reach <= np.quantile(reach, 1 - OUT)
    x, reach = x[within], reach[within]
    rows, found = [], np.empty((LANDMARKS, len(x)))
    nearest, row = np.full(len(x), np.inf), 0
    for i in range(LANDMARKS):
        rows.append(row)
        found[i] = np.linalg.norm(x - x[row], axis=1) / np.sqrt(reach * reach[row])
        nearest = np.minimum(nearest, found[i])
        row = int(nearest.argmax())
    return found[:, rows]


def _lives(distances: Floats) -> Floats:
    """Death ÷ birth of the circles that live longest, ``(16,)``; 1 where there are fewer."""
    try:
        found = importlib.import_module("gudhi.sklearn.rips_persistence")
    except ImportError as error:
        raise SculptorError(
            "Expected GUDHI to look for circles, but it is not installed. "
            'Install it: pip install "sculptor[suggest]"'
        ) from error
    rips = found.RipsPersistence(homology_dimensions=1, input_type="full distance matrix", n_jobs=1)
    diagram = rips.fit_transform([distances])[0]
    lives = np.ones(16)
    if len(diagram):
        ratios = np.sort(diagram[:, 1] / np.maximum(diagram[:, 0], 1e-12))[::-1][:16]
        lives[: len(ratios)] = ratios
    return lives
