"""Data sets that have every combination of their factors, in the order of a grid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def places(sizes: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """The place of each image along each factor, ``(n, k)`` from 0; the last changes fastest.

    >>> places((2, 3))[:4].tolist()
    [[0.0, 0.0], [0.0, 1.0], [0.0, 2.0], [1.0, 0.0]]
    """
    n = int(np.prod(sizes))
    return np.stack(np.unravel_index(np.arange(n), sizes), axis=1).astype(np.float32)
