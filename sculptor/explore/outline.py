"""What lies within an outline that was drawn in a plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Places = Sequence[tuple[float, float]]


def inside(points: npt.NDArray[np.floating], outline: Places) -> npt.NDArray[np.bool_]:
    """Which points ``(n, 2)`` lie within a polygon, by the even-odd rule.

    >>> inside(np.array([[1.0, 1.0], [3.0, 1.0]]), [(0, 0), (2, 0), (2, 2), (0, 2)]).tolist()
    [True, False]

    Args:
        points: In the units of the plane; one that is not finite is nowhere.
        outline: The corners in their order; fewer than three hold nothing.
    """
    x, y = np.asarray(points, np.float64).T
    found = np.zeros(len(x), dtype=bool)
    for (ax, ay), (bx, by) in zip(outline, [*outline[-1:], *outline[:-1]], strict=True):
        if ay == by:
            continue
        crosses = ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
        found ^= crosses
    return found
