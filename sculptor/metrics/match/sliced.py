"""How far codes are from their prior along lines."""

from __future__ import annotations

import numpy.typing as npt
import torch

from sculptor.discrepancy.sliced import directions, sliced_wasserstein2
from sculptor.metrics.match.pair import pair

SLICES = 200
"""Directions in which the distance is taken."""


def sliced_wasserstein(z: npt.ArrayLike, target: npt.ArrayLike, seed: int = 0) -> float:
    """The root of the mean squared 2-Wasserstein distance along random lines, in latent units.

    Bonneel, Rabin, Peyré & Pfister, "Sliced and Radon Wasserstein Barycenters of Measures", J.
    Math. Imaging Vis. 51 (2015), section 3. Equal distributions are not at 0 but at the order of
    1 / sqrt(n). Both sides are cut to the size of the smaller.

    >>> import numpy as np
    >>> line = np.linspace(0, 1, 100)[:, None]
    >>> round(sliced_wasserstein(line + 3, line), 4)
    3.0

    Args:
        z: Codes ``(n, d)``.
        target: Samples of the prior, ``(m, d)``.
        seed: Of the directions.

    Raises:
        SculptorError: They are not such arrays, not finite, or of unequal dimensions.
    """
    codes, samples = (torch.from_numpy(side) for side in pair(z, target))
    n = min(len(codes), len(samples))
    lines = directions(SLICES, codes, torch.Generator().manual_seed(seed))
    return float(sliced_wasserstein2(codes[:n], samples[:n], lines).sqrt())
